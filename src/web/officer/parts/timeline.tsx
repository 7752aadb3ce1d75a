/** @jsxImportSource hono/jsx */
import type { ActionContext } from "../../../app/bot-context.ts";
import type { Attachment, ReportEntry } from "../../../domain/reports.ts";
import { showable } from "../../../domain/showable.ts";
import { inZone } from "../../../lib/time.ts";
import { attachmentsOf, saidOrDone } from "../../../reports/entry-words.ts";
import { Attachments } from "./attachments.tsx";

type Names = ReadonlyMap<string, string>;

/** What was said and done on a report, oldest first, one day after the other. */
export async function Timeline(props: {
  readonly entries: readonly ReportEntry[];
  readonly attachments: readonly Attachment[];
  /** Officers' names by their ids. */
  readonly names: Names;
  readonly actions: Pick<ActionContext, "config" | "store">;
  readonly number: string;
}) {
  const { entries, attachments, names, actions, number } = props;
  const zone = actions.config.station.timezone;
  const texts = await Promise.all(entries.map((entry) => saidOrDone(entry, actions)));
  const dayOf = (entry: ReportEntry) => inZone(entry.at, zone).format("YYYY年M月D日");
  return (
    <ol class="timeline">
      {entries.map((entry, index) => {
        const before = entries[index - 1];
        const ids = attachmentsOf(entry);
        const came = attachments.filter(({ id }) => ids.includes(id));
        return (
          <>
            {(!before || dayOf(before) !== dayOf(entry)) && <li class="day">{dayOf(entry)}</li>}
            <li class={entry.kind}>
              <time datetime={entry.at}>{inZone(entry.at, zone).format("HH:mm")}</time>
              <div>
                <Words entry={entry} text={texts[index] ?? ""} names={names} />
                {came.length > 0 && <Attachments all={came} at={`/officer/reports/${number}/files`} />}
              </div>
            </li>
          </>
        );
      })}
    </ol>
  );
}

function Words({
  entry,
  text,
  names,
}: {
  readonly entry: ReportEntry;
  readonly text: string;
  readonly names: Names;
}) {
  const who =
    entry.by === "resident" ? "反映人" : entry.by === "system" ? "系统" : nameOf(entry.by.officer, names);
  switch (entry.kind) {
    case "said":
      return (
        <>
          <span class="who">
            {entry.by === "resident" ? "反映人说" : `${who}代登记`}
            {entry.recalledAt && "（对方已撤回）"}
            {entry.apart && "（像另一件事）"}
          </span>
          {text && <p>{showable(text)}</p>}
        </>
      );
    case "reply":
    case "note":
      return (
        <>
          <span class="who">
            {who} {entry.kind === "reply" ? "回复" : "内部备注"}
          </span>
          <p>{showable(text)}</p>
        </>
      );
    default:
      return (
        <span class="who">
          {who} {showable(text)}
        </span>
      );
  }
}

function nameOf(id: string, names: Names): string {
  return names.get(id) ?? "已停用的民警";
}
