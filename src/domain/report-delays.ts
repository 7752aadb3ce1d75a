import type { OfficerId } from "./people.ts";
import { change, type Moment, type Outcome } from "./report-change.ts";
import { isOpen, type Report } from "./reports.ts";

/** Puts closing off; the resident is told when and why, so that it is an answer too. */
export function extend(report: Report, to: Date, reason: string, by: OfficerId, moment: Moment): Outcome {
  if (!isOpen(report)) return { refused: "closed" };
  const at = moment.now.toISOString();
  return change(
    report,
    {
      clock: { ...report.clock, extendedTo: to.toISOString() },
      firstReplyAt: report.firstReplyAt ?? at,
      lastReplyAt: at,
    },
    { by: { officer: by }, kind: "extended", to: to.toISOString(), reason },
    moment,
  );
}

/** Says among officers why the deadline `due` was not kept. */
export function explainDelay(
  report: Report,
  due: Date | undefined,
  reason: string,
  by: OfficerId,
  moment: Moment,
): Outcome {
  if (!isOpen(report)) return { refused: "closed" };
  const clock = due && due <= moment.now ? { clock: { ...report.clock, explained: due.toISOString() } } : {};
  return change(report, clock, { by: { officer: by }, kind: "note", text: reason }, moment);
}

/** Sets a time for closing where the category has none, or takes it off. */
export function setTimed(report: Report, isTimed: boolean, by: OfficerId, moment: Moment): Outcome {
  if (!isOpen(report)) return { refused: "closed" };
  if ((report.clock?.timed === true) === isTimed) return { refused: "already-so" };
  const { timed: _, ...rest } = report.clock ?? {};
  return change(
    report,
    { clock: isTimed ? { ...rest, timed: true } : rest },
    { by: { officer: by }, kind: "corrected", field: "timed", to: String(isTimed) },
    moment,
  );
}
