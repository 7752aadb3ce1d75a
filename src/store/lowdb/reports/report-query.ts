import { type Category, categories, type Report, type Status } from "../../../domain/reports.ts";
import { isInSight } from "../../../domain/rights.ts";
import { parseTerms } from "../../search.ts";
import type { ReportFilter } from "../../store.ts";
import type { ReportRow } from "./report-rows.ts";
import type { ReportView } from "./report-table.ts";

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
  const counts = new Map<Category, Map<Status, number>>(categories.map((category) => [category, new Map()]));
  await eachMatch(view, { ...filter, anonymised: "too" }, ({ category, status }) => {
    const byStatus = counts.get(category);
    byStatus?.set(status, (byStatus.get(status) ?? 0) + 1);
    return undefined;
  });
  return [...counts].flatMap(([category, byStatus]) =>
    [...byStatus].map(([status, count]) => ({ category, status, count })),
  );
}

/** Calls `take` with each report that matches, newest first, until it says that it has enough. */
async function eachMatch(
  view: ReportView,
  filter: ReportFilter,
  take: (report: Report) => "enough" | undefined,
): Promise<void> {
  const terms = parseTerms(filter.terms ?? []);
  const from = filter.from === undefined ? "" : new Date(filter.from).toISOString();
  const before = filter.before === undefined ? undefined : new Date(filter.before).toISOString();
  // What is said meanwhile may take a text away again.
  if (terms.length > 0) while (!view.hasTexts()) await view.makeTexts();
  const rows = terms.length > 0 ? view.search(terms) : view.rowsIn(filter);
  for (let i = rows.length - 1; i >= 0; i--) {
    const { report } = rows[i] as ReportRow;
    if (report.receivedAt < from) return;
    if (before !== undefined && report.receivedAt >= before) continue;
    if (report.anonymisedAt !== undefined && filter.anonymised === undefined) continue;
    if (fits(report, filter) && take(report) === "enough") return;
  }
}

/** All of the filter but times and terms. */
function fits(report: Report, filter: ReportFilter): boolean {
  const { statuses, categories: kinds, reporter, anyOf, sight, unread } = filter;
  return (
    (!statuses || statuses.includes(report.status)) &&
    (!kinds || kinds.includes(report.category)) &&
    (unread === undefined || (report.unread ?? 0) > 0 === unread) &&
    (reporter === undefined || report.reporter === reporter) &&
    isWith(report, filter) &&
    (!sight || isInSight(report, sight)) &&
    (!anyOf || anyOf.some((one) => isWith(report, one)))
  );
}

/** Of this office, of this officer, of this priority. */
function isWith(
  report: Report,
  { office, assignee, priority }: Pick<ReportFilter, "office" | "assignee" | "priority">,
): boolean {
  return (
    (priority === undefined || report.priority === priority) &&
    (office === undefined || (report.office ?? null) === office) &&
    (assignee === undefined || report.assignee === assignee)
  );
}
