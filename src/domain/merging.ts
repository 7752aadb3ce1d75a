import { comeBack } from "./closing.ts";
import { closeness, isSamePlace, type Matter } from "./decide/likeness.ts";
import type { OfficerId } from "./people.ts";
import { type Changed, change, isRefused, type Moment } from "./report-change.ts";
import { isOpen, type Report } from "./reports.ts";
import { isRestricted } from "./rights.ts";

/** `report` ends, `into` goes on. */
export interface Merged {
  readonly ended: Changed;
  readonly kept: Changed;
}

/** Two reports of one resident are one matter: `report` ends, `into` goes on, open again. No words move. */
export function join(report: Report, into: Report, moment: Moment): Merged {
  const opened = comeBack(into, moment);
  const open = isRefused(opened) ? { report: into, entries: [] } : opened;
  const { ended, kept } = merged(report, open.report, "resident", moment);
  return { ended, kept: { report: kept.report, entries: [...open.entries, ...kept.entries] } };
}

/** Why two reports are not merged; `not-alike`: what few may read only with such, and what is sensitive with nothing. */
export interface NotMerged {
  readonly refused: "same-report" | "closed" | "into-closed" | "not-alike";
}

/** An officer handles both as one. No text, no picture and no contact moves: each stays with its report. */
export function merge(report: Report, into: Report, by: OfficerId, moment: Moment): Merged | NotMerged {
  if (report.id === into.id) return { refused: "same-report" };
  if (!isOpen(report)) return { refused: "closed" };
  if (!isOpen(into)) return { refused: "into-closed" };
  const isKept = report.sensitive || into.sensitive;
  if (isKept || isRestricted(report) !== isRestricted(into)) return { refused: "not-alike" };
  return merged(report, into, { officer: by }, moment);
}

/** What makes one urgent, or an offence, makes the other so. */
function merged(
  report: Report,
  into: Report,
  by: "resident" | { officer: OfficerId },
  moment: Moment,
): Merged {
  const at = moment.now.toISOString();
  const urgent = report.priority === "urgent" ? { priority: report.priority } : {};
  const isOffence = report.offence === "confirmed" || (report.offence === "proposed" && !into.offence);
  const offence = isOffence ? { offence: report.offence } : {};
  const ended = { status: "duplicate", mergedInto: into.id, closedAt: at } as const;
  return {
    ended: change(report, ended, { by, kind: "merged", into: into.id }, moment),
    kept: change(into, { ...urgent, ...offence }, { by, kind: "merged", from: report.id }, moment),
  };
}

/** A suggestion is worth an officer's look from here on; without two places the words must say more. */
const NEAR = 2;
const BY_WORDS = 3.5;

/** Whether two residents may be telling of one matter: the same category, and a near place or much the same words. */
export function mayBeOneMatter(a: Matter, b: Matter): boolean {
  if (a.category !== b.category) return false;
  const score = closeness(a, b);
  if (a.place && b.place) return isSamePlace(a.place, b.place) && score >= NEAR;
  return score >= BY_WORDS;
}
