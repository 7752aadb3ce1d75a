import { type Category, categories, isOpen, type Report } from "./reports.ts";
import { isRestricted } from "./rights.ts";

const DAY = 86_400_000;

/** How long reports are kept from the last thing that happened to them, in milliseconds, by category. */
export type Retention = Readonly<Record<Category | "sensitive", number>>;

/** What a station keeps that says nothing else. `sensitive`: from when it was handed to whoever deals with it. */
export const usualRetention: Retention = {
  inquiry: 90 * DAY,
  tip: 365 * DAY,
  suggestion: 365 * DAY,
  help: 365 * DAY,
  dispute: 365 * DAY,
  suspicious: 365 * DAY,
  complaint: 3 * 365 * DAY,
  sensitive: 30 * DAY,
};

/** What is left of a report for the figures goes so long after its words. */
const FIGURES = 365 * DAY;

/** When the last thing happened, ISO 8601. */
function lastActivity({ updatedAt, lastSaidAt, closedAt = "" }: Report): string {
  return [updatedAt, lastSaidAt, closedAt].reduce((last, at) => (at > last ? at : last));
}

/**
 * What is to be done with a report by its age: `anonymise` (its words and whose it is go), `delete` (what was left for
 * the figures goes), `held` (it would be time, but somebody has it kept), `open` (it would be time, but it is not ended),
 * or nothing yet.
 */
export function dueFor(
  report: Report,
  periods: Retention,
  now: Date,
): "anonymise" | "delete" | "held" | "open" | undefined {
  if (report.anonymisedAt !== undefined)
    return now.getTime() - Date.parse(report.anonymisedAt) >= FIGURES ? "delete" : undefined;
  if (now.getTime() - Date.parse(lastActivity(report)) < periodOf(report, periods)) return undefined;
  if (report.heldAt !== undefined) return "held";
  return isOpen(report) ? "open" : "anonymise";
}

/** How long this report is kept from its last activity, in milliseconds. */
export function periodOf(report: Report, periods: Retention): number {
  if (report.sensitive && report.status === "referred") return periods.sensitive;
  return isRestricted(report)
    ? Math.max(periods.complaint, periods[report.category])
    : periods[report.category];
}

/** The shortest of all periods: what is younger need not be looked at. */
export function shortest(periods: Retention): number {
  return Math.min(FIGURES, periods.sensitive, ...categories.map((one) => periods[one]));
}

/** What stays for the figures: nothing that anybody said, and nobody behind it. */
export function anonymised(report: Report, now: Date): Report {
  const { id, number, category, status, priority, office, receivedAt, updatedAt, lastSaidAt } = report;
  const { closedAt, restricted, sensitive, firstReplyAt } = report;
  return {
    id,
    number,
    category,
    status,
    priority,
    // Each its own, so that no two are known to be one person's.
    reporter: `anonymised-${id}`,
    attachments: [],
    receivedAt,
    updatedAt,
    lastSaidAt,
    anonymisedAt: now.toISOString(),
    ...(office === undefined ? {} : { office }),
    ...(closedAt === undefined ? {} : { closedAt }),
    ...(firstReplyAt === undefined ? {} : { firstReplyAt }),
    ...(restricted ? { restricted } : {}),
    ...(sensitive ? { sensitive } : {}),
  };
}

/** Why a report stays although its person wants it deleted; `undefined`: it may go. */
export function whyKept(report: Report): "held" | "open" | "complaint" | "offence" | undefined {
  if (report.heldAt !== undefined) return "held";
  if (isOpen(report)) return "open";
  if (report.offence === "confirmed") return "offence";
  return isRestricted(report) ? "complaint" : undefined;
}
