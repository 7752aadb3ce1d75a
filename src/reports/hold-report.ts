import type { ActionContext } from "../app/bot-context.ts";
import type { Actor } from "../domain/people.ts";
import { hold } from "../domain/report-actions.ts";
import { changeReport, type OnReport } from "./change-report.ts";

/** Keeps a report whatever its age, or lets it go again as any other. `reason`: why, for whoever reads it later. */
export function holdReport(
  context: ActionContext,
  actor: Actor,
  { number, held, reason }: OnReport & { readonly held: boolean; readonly reason: string },
) {
  return changeReport(context, actor, { action: "report.hold", number }, (before, officer, moment) => ({
    outcome: hold(before, held, reason, officer.id, moment),
    audit: { action: held ? "report.held" : "report.unheld", words: reason },
  }));
}
