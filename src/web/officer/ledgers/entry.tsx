/** @jsxImportSource hono/jsx */
import { type Context, Hono } from "hono";
import { mayInLedger } from "../../../domain/ledger-rights.ts";
import {
  idsOf,
  isFilled,
  type Ledger,
  type LedgerEntry,
  type LedgerField,
  stateOf,
} from "../../../domain/ledgers.ts";
import type { Attachment } from "../../../domain/reports.ts";
import { readEntry } from "../../../ledgers/find-entries.ts";
import { todayIn } from "../../../ledgers/ledger-context.ts";
import { cookiesOf } from "../guard.ts";
import { Attachments } from "../parts/attachments.tsx";
import { Layout } from "../parts/layout.tsx";
import type { OfficerEnv, OfficerParts } from "../parts/me.ts";
import { EntryForms } from "./entry-forms.tsx";
import { EntryTimeline } from "./entry-timeline.tsx";
import { worldIn } from "./form-fields.ts";
import { DueOn } from "./rows.tsx";
import { AT, ID, valueWords } from "./words.ts";

/** One entry: what it says, what happened to it, and everything that its reader may do to it. */
export function createLedgerEntryPage(parts: OfficerParts): Hono<OfficerEnv> {
  const { actions } = parts;
  const { store, config } = actions;
  const cookies = cookiesOf(parts);
  const app = new Hono<OfficerEnv>();

  app.get(`/:ledger/:id{${ID}}`, async (c) => {
    const me = c.get("me");
    const read = await entryAt(c, parts);
    if (!read) return c.text("没有这一条，或者您看不到。", 404);
    const { entry, ledger } = read;
    const names = new Map((await store.officers.all()).map(({ id, name }) => [id, name]));
    const files = await store.attachments.ofReport(entry.id);
    const namesSomebody = ledger.fields.some(
      ({ id, type }) => type === "person" && isFilled(entry.values[id]),
    );
    const mayWrite = mayInLedger(me.officer, ledger, "write", entry);
    return c.html(
      <Layout
        title={entry.number}
        me={me}
        at={AT}
        back={`${AT}/${ledger.id}`}
        live="tables=ledgerEntries"
        said={cookies.said(c)}
      >
        <div class="desk">
          <section class="card about" data-live="about">
            <h1>
              <span class="badge">{stateOf(ledger, entry.state).title}</span>
              {entry.dueOn && <DueOn day={entry.dueOn} today={todayIn(actions)} />}
              {entry.number} {entry.subject ?? ""}
            </h1>
            <dl class="fields">
              {ledger.fields
                .filter(({ id }) => isFilled(entry.values[id]))
                .map((field) => (
                  <FieldShown
                    field={field}
                    entry={entry}
                    ledger={ledger}
                    names={names}
                    files={files}
                    mayWrite={mayWrite}
                    today={todayIn(actions)}
                  />
                ))}
            </dl>
            {namesSomebody && mayInLedger(me.officer, ledger, "approve", entry) && (
              <p class="hint">要看姓名电话，私聊小助手发「{entry.number} 身份」，会记入审计。</p>
            )}
          </section>
          <section class="card" aria-label="经过" data-live="timeline">
            <EntryTimeline entry={entry} ledger={ledger} names={names} zone={config.station.timezone} />
          </section>
          {mayWrite && <EntryForms entry={entry} ledger={ledger} me={me} world={await worldIn(actions)} />}
        </div>
      </Layout>,
    );
  });
  return app;
}

/** The entry of an address, with the definition that it was written with, where the officer may read it. */
export async function entryAt(
  c: Context<OfficerEnv>,
  { actions }: Pick<OfficerParts, "actions">,
): Promise<{ readonly entry: LedgerEntry; readonly ledger: Ledger } | undefined> {
  const { ledger = "", id = "" } = c.req.param();
  const row = await actions.store.ledgerEntries.get(id);
  if (row?.ledger !== ledger) return undefined;
  const read = await readEntry(actions, c.get("me").actor, row.number);
  return "refused" in read ? undefined : { entry: read.done, ledger: read.ledger };
}

interface FieldShownProps {
  readonly field: LedgerField;
  readonly entry: LedgerEntry;
  readonly ledger: Ledger;
  readonly names: ReadonlyMap<string, string>;
  readonly files: readonly Attachment[];
  readonly mayWrite: boolean;
  readonly today: string;
}

function FieldShown({ field, entry, ledger, names, files, mayWrite, today }: FieldShownProps) {
  const { id, title, type } = field;
  const value = entry.values[id];
  const at = `${AT}/${ledger.id}/${entry.id}`;
  const wide = ["long", "pictures", "voice"].includes(type) ? "across" : undefined;
  return (
    <>
      <dt class={wide}>{title}</dt>
      <dd class={wide}>
        {type === "report" ? (
          <a href={`/officer/reports/${value}`}>{String(value)}</a>
        ) : type === "pictures" || type === "voice" ? (
          <Attachments all={files.filter((one) => idsOf(value).includes(one.id))} at={`${at}/files`} />
        ) : (
          <span class="written">{valueWords(field, value, names, today)}</span>
        )}
        {mayWrite && (
          <a class="change" href={`${at}/change?field=${id}`} aria-label={`改${title}`}>
            改
          </a>
        )}
      </dd>
    </>
  );
}
