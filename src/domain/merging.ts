import { comeBack } from "./closing.ts";
import { type Changed, change, isRefused, type Moment } from "./report-change.ts";
import type { Report } from "./reports.ts";

/** Two reports of one resident are one matter: `report` ends, `into` goes on, open again. No words move. */
export function join(report: Report, into: Report, moment: Moment): { ended: Changed; kept: Changed } {
  const at = moment.now.toISOString();
  const opened = comeBack(into, moment);
  const open = isRefused(opened) ? { report: into, entries: [] } : opened;
  const urgent = report.priority === "urgent" ? { priority: report.priority } : {};
  const kept = change(open.report, urgent, { by: "resident", kind: "merged", from: report.id }, moment);
  return {
    ended: change(
      report,
      { status: "duplicate", mergedInto: into.id, closedAt: at },
      { by: "resident", kind: "merged", into: into.id },
      moment,
    ),
    kept: { report: kept.report, entries: [...open.entries, ...kept.entries] },
  };
}
