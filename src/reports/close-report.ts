import type { ActionContext } from "../app/bot-context.ts";
import { close } from "../domain/closing.ts";
import type { Actor } from "../domain/people.ts";
import { type ClosedStatus, statusNames } from "../domain/reports.ts";
import { changeReport, type OnReport } from "./change-report.ts";

/** How a resident is told that the matter has ended; the officer's words follow. */
const endings: Record<ClosedStatus, string> = {
  resolved: "已办结",
  unresolved: "暂未办成，很抱歉",
  referred: "已转交有关部门",
  duplicate: "和另一件是同一件事，并在一起办",
  rejected: "不归派出所管",
  withdrawn: "已按您的意思撤回",
};

/**
 * Ends the report; the resident is told the result or the reason, `text`, and asked whether it is solved. An offence is
 * refused: see `transferReport` and `askNoOffence`.
 */
export function closeReport(
  context: ActionContext,
  actor: Actor,
  { number, status, text }: OnReport & { readonly status: ClosedStatus; readonly text: string },
) {
  return changeReport(context, actor, { action: "report.close", number }, (before, officer, moment) => ({
    outcome: close(before, status, text, officer.id, moment),
    audit: { action: "report.closed", facts: { status }, words: text },
    ...told(`您反映的 ${number} ${endings[status]}：${text}`, status === "resolved"),
    colleague: `${officer.name}已结：${statusNames[status]}。`,
  }));
}

function told(text: string, asksSolved: boolean) {
  return asksSolved ? { resident: text, asksSolved } : { resident: `${text}\n还有情况，直接在这里说。` };
}
