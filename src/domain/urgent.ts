import type { Changed, Moment } from "./report-change.ts";
import { isOpen, type Report, type ReportEntry } from "./reports.ts";

/**
 * The report after a change, waiting to be taken again where danger is news to whoever has it: it became urgent, or it is
 * urgent and was opened again. An officer who did that to their own has it still.
 */
export function calledAnew(
  before: Report | undefined,
  { report, entries }: Changed,
  by: ReportEntry["by"],
  { now, newId }: Moment,
): Changed {
  const isNews = before && (before.priority !== "urgent" || !isOpen(before));
  const isOwn = typeof by === "object" && report.assignee === by.officer;
  if (!isNews || isOwn || report.priority !== "urgent" || !isOpen(report) || report.status === "received")
    return { report, entries };
  const entry = {
    id: newId(now),
    report: report.id,
    at: now.toISOString(),
    by,
    kind: "status",
    from: report.status,
    to: "received",
  } as const;
  return { report: { ...report, status: "received" }, entries: [...entries, entry] };
}
