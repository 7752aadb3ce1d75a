import type { ActionContext } from "../app/bot-context.ts";
import type { SentPicture } from "../domain/attachments.ts";
import type { Actor } from "../domain/people.ts";
import { reply } from "../domain/report-actions.ts";
import type { Tx } from "../store/store.ts";
import { changeWithin, type OnReport, type ReportChanged, type ReportRefused } from "./change-report.ts";
import { pictureRows } from "./reply-pictures.ts";

/** What the resident reads, and pictures that go with it. */
type Said = OnReport & { readonly text: string; readonly pictures?: readonly SentPicture[] };

/** An answer to the resident. */
export function replyToResident(
  context: ActionContext,
  actor: Actor,
  input: Said,
): Promise<ReportChanged | ReportRefused> {
  return context.store.tx((t) => replyWithin(t, context, actor, input));
}

/** The same, as part of a transaction. */
export function replyWithin(
  t: Tx,
  context: ActionContext,
  actor: Actor,
  { number, text, pictures = [] }: Said,
): Promise<ReportChanged | ReportRefused> {
  const replying = { action: "report.reply", number } as const;
  return changeWithin<never>(t, context, actor, replying, (before, officer, moment) => {
    const rows = pictureRows(before, officer.id, pictures, moment.now);
    for (const row of rows) t.attachments.put(row);
    const ids = rows.map(({ id }) => id);
    return {
      outcome: reply(before, officer.id, text, moment, ids),
      audit: { action: "report.replied", words: text },
      resident: `民警回复 ${number}：${text}`,
      ...(ids.length > 0 ? { pictures: ids } : {}),
      colleague: `${officer.name}回复了居民，发「查看 ${number}」看。`,
    };
  });
}
