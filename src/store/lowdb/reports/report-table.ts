import { isOpen, openStatuses, type Report, type ReportEntry } from "../../../domain/reports.ts";
import type { ReportFilter } from "../../store.ts";
import { nextTurn } from "../journal/frame-chunks.ts";
import { monthOfId } from "../tables/months.ts";
import { createTable, type StagedTable, stageTable, type Table, type TableView } from "../tables/table.ts";
import type { History } from "./history.ts";
import { findRow, insertRow, type ReportRow, removeRow, rowOf } from "./report-rows.ts";
import { searchText } from "./search.ts";

/** Which reports to go through; what they are filtered by besides is looked at one by one. */
export type ReportRange = Pick<ReportFilter, "reporter" | "statuses">;

/** What can be read of the reports, beside what every table gives. */
export interface ReportView extends TableView<Report> {
  /** Oldest first; more than the range asks for may come, never less. Not to be changed, nor kept. */
  rowsIn(range: ReportRange): readonly ReportRow[];
  /** Whether what every row is found by is at hand. */
  hasTexts(): boolean;
  makeTexts(): Promise<void>;
  /** Only while `hasTexts`. */
  textOf(row: ReportRow): string;
}

/** The table of reports, and their order in time. */
export interface ReportTable extends Table<Report>, ReportView {
  /** Something was said on a report, or its words were changed. */
  forgetText(id: string): void;
  /** Months with reports whose texts are not made yet, oldest first: what is asked for last stays in memory. */
  monthsWithoutTexts(): string[];
  makeTextsOf(month: string): Promise<void>;
}

/** Longest time in ms that making texts holds the event loop at a stretch. */
const slice = 8;

/** Rows of `reports` by UTC month of their id; `history` gives what they are searched by. */
export function createReportTable(history: History): ReportTable {
  const table = createTable<Report>({
    name: "reports",
    shardOf: monthOfId,
    indexes: { number: (report) => [report.number] },
  });
  /** Each oldest first. */
  const all: ReportRow[] = [];
  const open: ReportRow[] = [];
  const byReporter = new Map<string, ReportRow[]>();
  /** By month, rows without their text. */
  const untexted = new Map<string, Set<ReportRow>>();

  function add(report: Report): void {
    const row = rowOf(report);
    insertRow(all, row);
    if (isOpen(report)) insertRow(open, row);
    const theirs = byReporter.get(report.reporter);
    if (theirs) insertRow(theirs, row);
    else byReporter.set(report.reporter, [row]);
    dropText(row);
  }

  function remove(row: ReportRow): void {
    const { report } = row;
    removeRow(all, row);
    if (isOpen(report)) removeRow(open, row);
    const theirs = byReporter.get(report.reporter) ?? [];
    removeRow(theirs, row);
    if (theirs.length === 0) byReporter.delete(report.reporter);
    setText(row, "");
  }

  function dropText(row: ReportRow): void {
    const month = monthOfId(row.report.id);
    row.text = undefined;
    const rows = untexted.get(month);
    if (rows) rows.add(row);
    else untexted.set(month, new Set([row]));
  }

  function setText(row: ReportRow, text: string): void {
    const month = monthOfId(row.report.id);
    row.text = text;
    const rows = untexted.get(month);
    rows?.delete(row);
    if (rows?.size === 0) untexted.delete(month);
  }

  async function makeTextsOf(month: string): Promise<void> {
    const [first] = untexted.get(month) ?? [];
    if (!first) return;
    await history.withReport(first.report.id, async () => {
      let began = performance.now();
      for (const row of untexted.get(month) ?? []) {
        setText(row, searchText(row.report, history.by("report", row.report.id)));
        if (performance.now() - began > slice) {
          await nextTurn();
          began = performance.now();
        }
      }
    });
  }

  const reports: ReportTable = {
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
        if (before.number !== report.number || before.place !== report.place) dropText(row);
        return before;
      }
      if (row) remove(row);
      if (report) add(report);
      return before;
    },
    forgetText(id) {
      const report = table.get(id);
      const row = report && findRow(all, report);
      if (row) dropText(row);
    },
    rowsIn({ reporter, statuses }) {
      if (reporter !== undefined) return byReporter.get(reporter) ?? [];
      const onlyOpen = statuses?.every((status) => (openStatuses as readonly string[]).includes(status));
      return onlyOpen ? open : all;
    },
    hasTexts: () => untexted.size === 0,
    monthsWithoutTexts: () => [...untexted.keys()].sort(),
    makeTextsOf,
    async makeTexts() {
      for (const month of reports.monthsWithoutTexts()) await makeTextsOf(month);
    },
    textOf: (row) => row.text ?? "",
  };
  return reports;
}

/** The reports as one transaction sees them, with the entries as it sees those. */
export function stageReports(
  base: ReportTable,
  history: History,
  entries: StagedTable<ReportEntry>,
): StagedTable<Report> & ReportView {
  const staged = stageTable<Report>(base);
  /** Reports that the transaction has put, or said something on. */
  const touched = (): Set<string> => {
    const said = [...entries.changed.keys()].map((key) => key.slice(0, key.indexOf("/")));
    return new Set([...staged.changed.keys(), ...said]);
  };
  return {
    ...staged,
    get changed() {
      return staged.changed;
    },
    rowsIn(range) {
      const { changed } = staged;
      const rows = base.rowsIn(range);
      if (changed.size === 0) return rows;
      const seen = rows.filter(({ report }) => !changed.has(report.id));
      for (const report of changed.values()) if (report) insertRow(seen, rowOf(report));
      return seen;
    },
    hasTexts: () => base.hasTexts() && [...touched()].every((id) => history.isLoaded(id)),
    async makeTexts() {
      await base.makeTexts();
      for (const id of touched()) await history.load(id);
    },
    textOf(row) {
      const { id } = row.report;
      return touched().has(id) ? searchText(row.report, entries.by("report", id)) : base.textOf(row);
    },
  };
}
