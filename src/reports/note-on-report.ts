import type { ActionContext } from "../app/bot-context.ts";
import type { Actor } from "../domain/people.ts";
import { note } from "../domain/report-actions.ts";
import { changeReport, type OnReport } from "./change-report.ts";

/** A remark among officers; the resident never sees it. */
export function noteOnReport(
  context: ActionContext,
  actor: Actor,
  { number, text }: OnReport & { readonly text: string },
) {
  return changeReport(context, actor, { action: "report.note", number }, (before, officer, moment) => ({
    outcome: note(before, officer.id, text, moment),
    audit: { action: "report.noted", words: text },
    colleague: `${officer.name}写了备注，发「查看 ${number}」看。`,
  }));
}
