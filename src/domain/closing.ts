import type { OfficerId } from "./people.ts";
import { change, type Moment, type Outcome } from "./report-change.ts";
import { type ClosedStatus, isOpen, type Report } from "./reports.ts";

/** The resident comes back to a closed report: it opens again, with whoever had it. */
export function comeBack(report: Report, moment: Moment): Outcome {
  if (isOpen(report)) return { refused: "not-closed" };
  const { closedAt: _, ...open } = report;
  const to = report.assignee === undefined ? "received" : "accepted";
  return change(open, { status: to }, { by: "resident", kind: "status", from: report.status, to }, moment);
}

/** The resident takes the report back. */
export function withdraw(report: Report, moment: Moment): Outcome {
  if (!isOpen(report)) return { refused: "closed" };
  return change(
    report,
    { status: "withdrawn", closedAt: moment.now.toISOString() },
    { by: "resident", kind: "status", from: report.status, to: "withdrawn" },
    moment,
  );
}

/** Ends the report with a result or a reason that the resident is told. */
export function close(
  report: Report,
  status: ClosedStatus,
  reason: string,
  by: OfficerId,
  moment: Moment,
): Outcome {
  if (!isOpen(report)) return { refused: "closed" };
  return change(
    report,
    { status, assignee: report.assignee ?? by, closedAt: moment.now.toISOString() },
    { by: { officer: by }, kind: "status", from: report.status, to: status, reason },
    moment,
  );
}

/** Opens a closed report again, with the officer who had it; where no one has it any more, with the one who opens it. */
export function reopen(report: Report, by: OfficerId, reason: string, moment: Moment): Outcome {
  if (isOpen(report)) return { refused: "not-closed" };
  const { closedAt: _, ...open } = report;
  return change(
    open,
    { status: "in_progress", assignee: report.assignee ?? by },
    { by: { officer: by }, kind: "status", from: report.status, to: "in_progress", reason },
    moment,
  );
}
