import type { OfficerId } from "./people.ts";
import { change, type Moment, type Outcome } from "./report-change.ts";
import { isOpen, type Report } from "./reports.ts";

const DAY = 24 * 60 * 60_000;

/** Whether the report tells of an offence, as far as anybody has said: proposed by what was understood, or confirmed. */
export function isOffence({ offence }: Pick<Report, "offence">): boolean {
  return offence === "proposed" || offence === "confirmed";
}

/** An officer says whether it is one. Once confirmed, only a second officer takes it off (`closeAsNoOffence`). */
export function judgeOffence(
  report: Report,
  to: "confirmed" | "cleared",
  by: OfficerId,
  moment: Moment,
): Outcome {
  if (!isOpen(report)) return { refused: "closed" };
  const from = report.offence;
  if (from === to) return { refused: "already-so" };
  if (from === "confirmed") return { refused: "offence" };
  return change(
    report,
    { offence: to },
    { by: { officer: by }, kind: "corrected", field: "offence", ...(from ? { from } : {}), to },
    moment,
  );
}

/** An offence that nobody has turned into a formal report, or cleared, a day after it came in: it leads the brief. */
export function isNotTransferred(
  report: Pick<Report, "status" | "offence" | "receivedAt">,
  now: Date,
): boolean {
  return isOpen(report) && isOffence(report) && now.getTime() - Date.parse(report.receivedAt) > DAY;
}
