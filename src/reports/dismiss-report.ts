import type { ActionContext } from "../app/bot-context.ts";
import { close } from "../domain/closing.ts";
import type { Actor } from "../domain/people.ts";
import { isRefused } from "../domain/report-change.ts";
import { changeReport, type OnReport } from "./change-report.ts";
import { keepCorrection } from "./learn.ts";

/** What the entry says of why it was closed. */
const NO_REPORT = "不是反映";

/**
 * An officer says that it never was a report: a greeting, a test. It closes without a word to whoever wrote it, who did
 * not ask for anything; the model learns from it.
 */
export function dismissReport(context: ActionContext, actor: Actor, { number }: OnReport) {
  return changeReport(context, actor, { action: "report.close", number }, (before, officer, moment, t) => {
    const outcome = close(before, "rejected", NO_REPORT, officer.id, moment);
    if (!isRefused(outcome))
      keepCorrection(t, { report: before.id, field: "kind", label: "chatter" }, officer.role, moment.now);
    return { outcome, audit: { action: "report.dismissed" } };
  });
}
