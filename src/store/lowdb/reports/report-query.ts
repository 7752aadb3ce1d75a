import { type Category, categories, type Report, type Status } from "../../../domain/reports.ts";
import { isInSight } from "../../../domain/rights.ts";
import type { ReportFilter } from "../../store.ts";
import type { ReportRow } from "./report-rows.ts";
import type { ReportView } from "./report-table.ts";
import { occurs, parseTerms } from "./search.ts";

/** Newest first. `total` counts all that match. */
export function findReports(
  view: ReportView,
  filter: ReportFilter,
  limit: number,
  offset: number,
): { reports: Report[]; total: number } {
  const reports: Report[] = [];
  let total = 0;
  for (const { report } of matching(view, filter)) {
    if (total >= offset && reports.length < limit) reports.push(report);
    total++;
  }
  return { reports, total };
}

export function newestReports(view: ReportView, filter: ReportFilter, limit: number): Report[] {
  const reports: Report[] = [];
  if (limit <= 0) return reports;
  for (const { report } of matching(view, filter)) if (reports.push(report) === limit) break;
  return reports;
}

/** Without zeros, by category. */
export function tallyReports(
  view: ReportView,
  filter: ReportFilter,
): { category: Category; status: Status; count: number }[] {
  const counts = new Map<string, { category: Category; status: Status; count: number }>();
  for (const { report } of matching(view, filter)) {
    const { category, status } = report;
    const key = `${category} ${status}`;
    const counted = counts.get(key);
    if (counted) counted.count++;
    else counts.set(key, { category, status, count: 1 });
  }
  return [...counts.values()].sort((a, b) => categories.indexOf(a.category) - categories.indexOf(b.category));
}

function* matching(view: ReportView, filter: ReportFilter): Generator<ReportRow> {
  const terms = parseTerms(filter.terms ?? []);
  const from = filter.from === undefined ? Number.NEGATIVE_INFINITY : Date.parse(filter.from);
  const before = filter.before === undefined ? Number.POSITIVE_INFINITY : Date.parse(filter.before);
  for (const row of view.newestFirst(filter)) {
    if (row.receivedAt < from) return;
    if (row.receivedAt >= before || !fits(row.report, filter)) continue;
    if (terms.length === 0 || occurs(view.textOf(row), terms)) yield row;
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
