import type { ActionContext } from "../app/bot-context.ts";
import type { Actor } from "../domain/people.ts";
import { take } from "../domain/report-actions.ts";
import { changeReport, type OnReport } from "./change-report.ts";

/** The officer takes the report on; the resident hears that somebody has it. */
export function takeReport(context: ActionContext, actor: Actor, { number }: OnReport) {
  return changeReport(context, actor, { action: "report.take", number }, (before, officer, moment) => ({
    outcome: take(before, officer.id, moment),
    audit: { action: "report.taken" },
    resident: `您反映的 ${number} 已有民警接手，有进展会在这里告诉您。`,
  }));
}
