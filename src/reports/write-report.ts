import type { Changed, Moment } from "../domain/report-change.ts";
import type { Report, ReportEntry } from "../domain/reports.ts";
import { calledAnew } from "../domain/urgent.ts";
import type { Tx } from "../store/store.ts";
import { type ClockContext, withDeadlines } from "./clocks.ts";
import { callUntilTaken } from "./urgent-timer.ts";

/**
 * Puts a report as a change left it, with what is new in its history: the one way in which an action writes a report, so
 * that its deadlines are counted anew and no urgent one is ever without the timer that calls officers until somebody takes
 * it.
 */
export async function writeReport(
  t: Tx,
  context: ClockContext,
  before: Report | undefined,
  changed: Changed,
  { by, ...moment }: Moment & { readonly by: ReportEntry["by"] },
): Promise<Report> {
  const { report: called, entries } = calledAnew(before, changed, by, moment);
  const report = withDeadlines(called, context);
  t.reports.put(report);
  for (const entry of entries) t.reports.append(entry);
  await callUntilTaken(t, report, moment.now);
  return report;
}
