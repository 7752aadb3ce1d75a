/** @jsxImportSource hono/jsx */
import type { ActionContext } from "../../../app/bot-context.ts";
import { type Attachment, type ReportEntry, statusNames } from "../../../domain/reports.ts";
import { showable } from "../../../domain/showable.ts";
import { inZone } from "../../../lib/time.ts";
import { Attachments } from "./attachments.tsx";

type Names = ReadonlyMap<string, string>;

/** What was said and done on a report, oldest first, one day after the other. */
export function Timeline(props: {
  readonly entries: readonly ReportEntry[];
  readonly attachments: readonly Attachment[];
  /** Officers' names by their ids. */
  readonly names: Names;
  readonly actions: Pick<ActionContext, "config">;
  readonly number: string;
}) {
  const { entries, attachments, names, actions, number } = props;
  const zone = actions.config.station.timezone;
  const dayOf = (entry: ReportEntry) => inZone(entry.at, zone).format("YYYY年M月D日");
  return (
    <ol class="timeline">
      {entries.map((entry, index) => {
        const before = entries[index - 1];
        const ids =
          entry.kind === "said" ? entry.attachments : entry.kind === "attachment" ? [entry.attachment] : [];
        const came = attachments.filter(({ id }) => ids?.includes(id));
        return (
          <>
            {(!before || dayOf(before) !== dayOf(entry)) && <li class="day">{dayOf(entry)}</li>}
            <li class={entry.kind}>
              <time datetime={entry.at}>{inZone(entry.at, zone).format("HH:mm")}</time>
              <div>
                <Words entry={entry} names={names} />
                {came.length > 0 && <Attachments all={came} number={number} />}
              </div>
            </li>
          </>
        );
      })}
    </ol>
  );
}

function Words({ entry, names }: { readonly entry: ReportEntry; readonly names: Names }) {
  const who =
    entry.by === "resident" ? "反映人" : entry.by === "system" ? "系统" : nameOf(entry.by.officer, names);
  switch (entry.kind) {
    case "said":
      return (
        <>
          <span class="who">反映人说{entry.recalledAt && "（对方已撤回）"}</span>
          {entry.text && <p>{showable(entry.text)}</p>}
        </>
      );
    case "reply":
    case "note":
      return (
        <>
          <span class="who">
            {who} {entry.kind === "reply" ? "回复" : "内部备注"}
          </span>
          <p>{showable(entry.text)}</p>
        </>
      );
    default:
      return (
        <span class="who">
          {who} {showable(actOf(entry, names))}
        </span>
      );
  }
}

function actOf(entry: ReportEntry, names: Names): string {
  const because = (reason: string | undefined) => (reason ? `：${reason}` : "");
  switch (entry.kind) {
    case "status":
      return `${statusNames[entry.to]}${because(entry.reason)}`;
    case "assigned": {
      const isOwn = typeof entry.by === "object" && entry.by.officer === entry.to;
      if (isOwn) return `接手${because(entry.reason)}`;
      return `${entry.to ? `交给${nameOf(entry.to, names)}` : "改派"}${because(entry.reason)}`;
    }
    case "corrected":
      return "改了登记";
    case "merged":
      return "并案";
    case "released":
      return `查看了身份${because(entry.reason)}`;
    case "extended":
      return `延期${because(entry.reason)}`;
    default:
      return "";
  }
}

function nameOf(id: string, names: Names): string {
  return names.get(id) ?? "已停用的民警";
}
