import { isOffence } from "./offences.ts";
import type { OfficerId } from "./people.ts";
import { type Changed, change, entry, type Moment, type Outcome } from "./report-change.ts";
import { afterReopening } from "./report-clock.ts";
import { type ClosedStatus, isOpen, type Report } from "./reports.ts";

/** The resident comes back to a closed report: it opens again, with whoever had it; apart from what it was merged into. */
export function comeBack(report: Report, moment: Moment): Outcome {
  if (isOpen(report)) return { refused: "not-closed" };
  const { closedAt: _, mergedInto: __, ...open } = report;
  const to = report.assignee === undefined ? "received" : "accepted";
  const clock = afterReopening(report, moment);
  return change(
    open,
    { status: to, clock },
    { by: "resident", kind: "status", from: report.status, to },
    moment,
  );
}

/** The resident takes the report back; also one that goes on in another's place, which stays as it is. */
export function withdraw(report: Report, moment: Moment): Outcome {
  if (!isOpen(report) && report.mergedInto === undefined) return { refused: "closed" };
  if (isOffence(report)) return { refused: "offence" };
  const { mergedInto: _, ...own } = report;
  return change(
    own,
    { status: "withdrawn", closedAt: moment.now.toISOString() },
    { by: "resident", kind: "status", from: report.status, to: "withdrawn" },
    moment,
  );
}

/** Ends the report with a result or a reason that the resident is told. An offence ends by the two functions below. */
export function close(
  report: Report,
  status: ClosedStatus,
  reason: string,
  by: OfficerId,
  moment: Moment,
): Outcome {
  if (!isOpen(report)) return { refused: "closed" };
  if (isOffence(report)) return { refused: "offence" };
  return closed(report, status, reason, by, moment);
}

/** It goes on as a formal report under `caseNumber`, the number of its receipt. */
export function transfer(report: Report, caseNumber: string, by: OfficerId, moment: Moment): Outcome {
  if (!isOpen(report)) return { refused: "closed" };
  const marked: Report = { ...report, offence: "confirmed", caseNumber };
  return closed(marked, "referred", `已转正式接报案，回执号 ${caseNumber}`, by, moment);
}

/** A second officer agrees that it is no offence. */
export function closeAsNoOffence(report: Report, reason: string, by: OfficerId, moment: Moment): Outcome {
  if (!isOpen(report)) return { refused: "closed" };
  const { offence = "proposed" } = report;
  const cleared = entry(
    report,
    { by: { officer: by }, kind: "corrected", field: "offence", from: offence, to: "cleared" },
    moment,
  );
  const ended = closed({ ...report, offence: "cleared" }, "resolved", `核实不属案件：${reason}`, by, moment);
  return { report: ended.report, entries: [cleared, ...ended.entries] };
}

/** What the resident said of an earlier result is of that one. */
function closed(
  report: Report,
  status: ClosedStatus,
  reason: string,
  by: OfficerId,
  moment: Moment,
): Changed {
  const { solved: _, rating: __, ...anew } = report;
  return change(
    anew,
    { status, assignee: report.assignee ?? by, closedAt: moment.now.toISOString() },
    { by: { officer: by }, kind: "status", from: report.status, to: status, reason },
    moment,
  );
}

/** Opens a closed report again, with the officer who had it; where no one has it any more, with the one who opens it. */
export function reopen(report: Report, by: OfficerId, reason: string, moment: Moment): Outcome {
  if (isOpen(report)) return { refused: "not-closed" };
  const { closedAt: _, mergedInto: __, ...open } = report;
  return change(
    open,
    { status: "in_progress", assignee: report.assignee ?? by, clock: afterReopening(report, moment) },
    { by: { officer: by }, kind: "status", from: report.status, to: "in_progress", reason },
    moment,
  );
}
