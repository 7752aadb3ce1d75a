import type { Report } from "../../../domain/reports.ts";
import type { ReportFilter } from "../../store.ts";
import type { Changes } from "../tables/table.ts";
import { count, matches, sortTally } from "./report-query.ts";
import type { ReportTable, ReportView } from "./report-table.ts";

/** The reports as one transaction sees them. */
export interface StagedReports extends ReportView {
  put(id: string, report: Report | undefined): void;
  /** As `StagedTable.take`. */
  take(): Changes<Report>;
}

export function stageReports(base: ReportTable): StagedReports {
  let changes = new Map<string, Report | undefined>();
  const replaced = (filter: ReportFilter): Report[] =>
    [...changes.keys()].flatMap((id) => base.get(id) ?? []).filter((report) => matches(report, filter));
  const added = (filter: ReportFilter): Report[] =>
    [...changes.values()].filter((report) => report !== undefined && matches(report, filter)) as Report[];
  return {
    get: (id) => (changes.has(id) ? changes.get(id) : base.get(id)),
    byNumber(number) {
      for (const report of changes.values()) if (report?.number === number) return report;
      const report = base.byNumber(number);
      return report && !changes.has(report.id) ? report : undefined;
    },
    find(filter, limit, offset) {
      if (changes.size === 0) return base.find(filter, limit, offset);
      const found = base.find(filter, limit + offset + changes.size, 0);
      const own = added(filter);
      const reports = [...found.reports.filter((report) => !changes.has(report.id)), ...own].sort(
        newestFirst,
      );
      return {
        reports: reports.slice(offset, offset + limit),
        total: found.total - replaced(filter).length + own.length,
      };
    },
    newest(filter, limit) {
      const found = base.newest(filter, limit + changes.size);
      if (changes.size === 0) return found;
      const kept = found.filter((report) => !changes.has(report.id));
      return [...kept, ...added(filter)].sort(newestFirst).slice(0, limit);
    },
    tally(filter) {
      const counts = new Map(base.tally(filter).map((t) => [`${t.category} ${t.status}`, t]));
      for (const report of replaced(filter)) count(counts, report.category, report.status, -1);
      for (const report of added(filter)) count(counts, report.category, report.status, 1);
      return sortTally(counts);
    },
    put: (id, report) => changes.set(id, report),
    take() {
      if (changes.size === 0) return changes;
      const taken = changes;
      changes = new Map();
      return taken;
    },
  };
}

function newestFirst(a: Report, b: Report): number {
  return Date.parse(b.receivedAt) - Date.parse(a.receivedAt) || (a.id < b.id ? 1 : -1);
}
