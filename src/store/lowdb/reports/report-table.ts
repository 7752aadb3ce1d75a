import { isOpen, openStatuses, type Report, type ReportEntry } from "../../../domain/reports.ts";
import type { ReportFilter } from "../../store.ts";
import { monthOfId } from "../tables/months.ts";
import { createTable, type StagedTable, stageTable, type Table, type TableView } from "../tables/table.ts";
import { findRow, insertRow, isAfter, type ReportRow, removeRow, rowOf } from "./report-rows.ts";
import { searchText } from "./search.ts";

/** Which reports to go through; what they are filtered by besides is looked at one by one. */
export type ReportRange = Pick<ReportFilter, "reporter" | "statuses">;

/** What can be read of the reports, beside what every table gives. */
export interface ReportView extends TableView<Report> {
  /** Newest first; more than the range asks for may come, never less. */
  newestFirst(range: ReportRange): Iterable<ReportRow>;
  /** What a row is found by. */
  textOf(row: ReportRow): string;
}

/** The table of reports, and their order in time. */
export interface ReportTable extends Table<Report>, ReportView {
  /** Something was said on a report, or its words were changed. */
  forgetText(id: string): void;
}

/** Rows of `reports` by UTC month of their id; `entries` gives what they are searched by. */
export function createReportTable(entries: TableView<ReportEntry>): ReportTable {
  const table = createTable<Report>({
    name: "reports",
    shardOf: monthOfId,
    indexes: { number: (report) => [report.number] },
  });
  /** Each oldest first. */
  const all: ReportRow[] = [];
  const open: ReportRow[] = [];
  const byReporter = new Map<string, ReportRow[]>();

  function add(report: Report): void {
    const row = rowOf(report);
    insertRow(all, row);
    if (isOpen(report)) insertRow(open, row);
    const theirs = byReporter.get(report.reporter);
    if (theirs) insertRow(theirs, row);
    else byReporter.set(report.reporter, [row]);
  }

  function remove(row: ReportRow): void {
    const { report } = row;
    removeRow(all, row);
    if (isOpen(report)) removeRow(open, row);
    const theirs = byReporter.get(report.reporter) ?? [];
    removeRow(theirs, row);
    if (theirs.length === 0) byReporter.delete(report.reporter);
  }

  return {
    ...table,
    set(id, report) {
      const before = table.set(id, report);
      const row = before && findRow(all, before);
      const staysInPlace =
        row &&
        report &&
        before.receivedAt === report.receivedAt &&
        before.reporter === report.reporter &&
        isOpen(before) === isOpen(report);
      if (staysInPlace) {
        row.report = report;
        row.text = undefined;
        return before;
      }
      if (row) remove(row);
      if (report) add(report);
      return before;
    },
    forgetText(id) {
      const report = table.get(id);
      const row = report && findRow(all, report);
      if (row) row.text = undefined;
    },
    *newestFirst({ reporter, statuses }) {
      const onlyOpen = statuses?.every((status) => (openStatuses as readonly string[]).includes(status));
      const rows = reporter !== undefined ? (byReporter.get(reporter) ?? []) : onlyOpen ? open : all;
      for (let i = rows.length - 1; i >= 0; i--) yield rows[i] as ReportRow;
    },
    textOf(row) {
      row.text ??= searchText(row.report, entries.by("report", row.report.id));
      return row.text;
    },
  };
}

/** The reports as one transaction sees them, with the entries as it sees those. */
export function stageReports(
  base: ReportTable,
  entries: StagedTable<ReportEntry>,
): StagedTable<Report> & ReportView {
  const staged = stageTable<Report>(base);
  return {
    ...staged,
    get changed() {
      return staged.changed;
    },
    *newestFirst(range) {
      const own: ReportRow[] = [];
      for (const report of staged.changed.values()) if (report) insertRow(own, rowOf(report));
      for (const row of base.newestFirst(range)) {
        if (staged.changed.has(row.report.id)) continue;
        for (let last = own.at(-1); last && isAfter(last, row); last = own.at(-1)) {
          yield last;
          own.pop();
        }
        yield row;
      }
      yield* own.reverse();
    },
    textOf(row) {
      const { id } = row.report;
      const isBase = !staged.changed.has(id) && ![...entries.changed.values()].some((e) => e?.report === id);
      return isBase ? base.textOf(row) : searchText(row.report, entries.by("report", id));
    },
  };
}
