import type { ActionContext } from "../app/bot-context.ts";
import type { Actor } from "../domain/people.ts";
import { reply } from "../domain/report-actions.ts";
import type { Tx } from "../store/store.ts";
import { changeWithin, type OnReport, type ReportChanged, type ReportRefused } from "./change-report.ts";

/** An answer to the resident. */
export function replyToResident(
  context: ActionContext,
  actor: Actor,
  input: OnReport & { readonly text: string },
): Promise<ReportChanged | ReportRefused> {
  return context.store.tx((t) => replyWithin(t, context, actor, input));
}

/** The same, as part of a transaction. */
export function replyWithin(
  t: Tx,
  context: ActionContext,
  actor: Actor,
  { number, text }: OnReport & { readonly text: string },
): Promise<ReportChanged | ReportRefused> {
  const replying = { action: "report.reply", number } as const;
  return changeWithin<never>(t, context, actor, replying, (before, officer, moment) => ({
    outcome: reply(before, officer.id, text, moment),
    audit: { action: "report.replied", words: text },
    resident: `民警回复 ${number}：${text}`,
    colleague: `${officer.name}回复了居民，发「查看 ${number}」看。`,
  }));
}
