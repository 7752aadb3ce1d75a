import { type Category, categories, type Report, type Status } from "../../../domain/reports.ts";
import { isInSight } from "../../../domain/rights.ts";
import type { ReportFilter } from "../../store.ts";
import type { ReportRow } from "./report-rows.ts";
import type { ReportView } from "./report-table.ts";
import { occurs, parseTerms } from "./search.ts";

/** Newest first. `total` counts all that match. */
export async function findReports(
  view: ReportView,
  filter: ReportFilter,
  limit: number,
  offset: number,
): Promise<{ reports: Report[]; total: number }> {
  const reports: Report[] = [];
  let total = 0;
  await eachMatch(view, filter, (report) => {
    if (total >= offset && reports.length < limit) reports.push(report);
    total++;
    return undefined;
  });
  return { reports, total };
}

export async function newestReports(
  view: ReportView,
  filter: ReportFilter,
  limit: number,
): Promise<Report[]> {
  const reports: Report[] = [];
  if (limit > 0) {
    await eachMatch(view, filter, (report) => (reports.push(report) === limit ? "enough" : undefined));
  }
  return reports;
}

/** Without zeros, by category. */
export async function tallyReports(
  view: ReportView,
  filter: ReportFilter,
): Promise<{ category: Category; status: Status; count: number }[]> {
  const counts = new Map<string, { category: Category; status: Status; count: number }>();
  await eachMatch(view, filter, ({ category, status }) => {
    const key = `${category} ${status}`;
    const counted = counts.get(key);
    if (counted) counted.count++;
    else counts.set(key, { category, status, count: 1 });
    return undefined;
  });
  return [...counts.values()].sort((a, b) => categories.indexOf(a.category) - categories.indexOf(b.category));
}

/** Calls `take` with each report that matches, newest first, until it says that it has enough. */
async function eachMatch(
  view: ReportView,
  filter: ReportFilter,
  take: (report: Report) => "enough" | undefined,
): Promise<void> {
  const terms = parseTerms(filter.terms ?? []);
  const from = filter.from === undefined ? Number.NEGATIVE_INFINITY : Date.parse(filter.from);
  const before = filter.before === undefined ? Number.POSITIVE_INFINITY : Date.parse(filter.before);
  // What is said meanwhile may take a text away again.
  if (terms.length > 0) while (!view.hasTexts()) await view.makeTexts();
  const rows = view.rowsIn(filter);
  for (let i = rows.length - 1; i >= 0; i--) {
    const row = rows[i] as ReportRow;
    if (row.receivedAt < from) return;
    if (row.receivedAt >= before) continue;
    if (terms.length > 0 && !occurs(view.textOf(row), terms)) continue;
    if (fits(row.report, filter) && take(row.report) === "enough") return;
  }
}

/** All of the filter but times and terms. */
function fits(report: Report, filter: ReportFilter): boolean {
  const { statuses, categories: kinds, priority, reporter, anyOf, sight, unread } = filter;
  return (
    (!statuses || statuses.includes(report.status)) &&
    (!kinds || kinds.includes(report.category)) &&
    (!priority || report.priority === priority) &&
    (unread === undefined || (report.unread ?? 0) > 0 === unread) &&
    (reporter === undefined || report.reporter === reporter) &&
    isWith(report, filter) &&
    (!sight || isInSight(report, sight)) &&
    (!anyOf || anyOf.some((one) => isWith(report, one)))
  );
}

/** Of this office, of this officer. */
function isWith(report: Report, { office, assignee }: Pick<ReportFilter, "office" | "assignee">): boolean {
  return (
    (office === undefined || (report.office ?? null) === office) &&
    (assignee === undefined || report.assignee === assignee)
  );
}
