import type { OfficerId } from "./people.ts";
import { change, type Moment, type Outcome } from "./report-change.ts";
import { isOpen, type Report } from "./reports.ts";

/** An officer is away: another has their reports until then. */
export interface Handover {
  /** Who is away; one each. */
  readonly from: OfficerId;
  readonly to: OfficerId;
  /** ISO 8601. */
  readonly until: string;
  /** Ids of the reports that were handed over. */
  readonly reports: readonly string[];
  /** ISO 8601. */
  readonly at: string;
}

/** A report changes hands because somebody goes away or comes back; how it stands does not change. */
export function passOn(
  report: Report,
  to: OfficerId,
  by: OfficerId | undefined,
  reason: string,
  moment: Moment,
): Outcome {
  if (!isOpen(report)) return { refused: "closed" };
  if (report.assignee === to) return { refused: "already-theirs" };
  const from = report.assignee === undefined ? {} : { from: report.assignee };
  const who = by === undefined ? ("system" as const) : { officer: by };
  return change(report, { assignee: to }, { by: who, kind: "assigned", ...from, to, reason }, moment);
}
