import type { ActionContext } from "../app/bot-context.ts";
import type { Actor } from "../domain/people.ts";
import { reply } from "../domain/report-actions.ts";
import { changeReport, type OnReport } from "./change-report.ts";

/** An answer to the resident. */
export function replyToResident(
  context: ActionContext,
  actor: Actor,
  { number, text }: OnReport & { readonly text: string },
) {
  return changeReport(context, actor, { action: "report.reply", number }, (before, officer, moment) => ({
    outcome: reply(before, officer.id, text, moment),
    audit: { action: "report.replied", words: text },
    resident: `民警回复 ${number}：${text}`,
    colleague: `${officer.name}回复了居民，发「查看 ${number}」看。`,
  }));
}
