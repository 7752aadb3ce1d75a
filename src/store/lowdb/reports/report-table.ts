import { isOpen, openStatuses, type Report, type ReportEntry, wordsOf } from "../../../domain/reports.ts";
import { occurs, searchText, type Term } from "../../search.ts";
import type { ReportFilter } from "../../store.ts";
import { createPauses } from "../journal/frame-chunks.ts";
import { monthOfId } from "../tables/months.ts";
import { createTable, type StagedTable, stageTable, type Table, type TableView } from "../tables/table.ts";
import type { History } from "./history.ts";
import {
  byTime,
  createReporterIndex,
  findRow,
  insertRow,
  type ReportRow,
  removeRow,
  rowOf,
} from "./report-rows.ts";
import { createSearchTexts } from "./search-texts.ts";

/** Which reports to go through; what they are filtered by besides is looked at one by one. */
export type ReportRange = Pick<ReportFilter, "reporter" | "statuses" | "unread">;

/** What can be read of the reports, beside what every table gives. */
export interface ReportView extends TableView<Report> {
  /** Oldest first; more than the range asks for may come, never less. Not to be changed, nor kept. */
  rowsIn(range: ReportRange): readonly ReportRow[];
  /** Whether what every row is found by is at hand. */
  hasTexts(): boolean;
  makeTexts(): Promise<void>;
  /** Rows in which all terms occur, oldest first; only while `hasTexts`. */
  search(terms: readonly Term[]): readonly ReportRow[];
}

/** The table of reports, and their order in time. */
export interface ReportTable extends Table<Report>, ReportView {
  /** Something was said on a report, or its words were changed. */
  forgetText(id: string): void;
  /** Months with reports whose texts are not made yet, oldest first: what is asked for last stays in memory. */
  monthsWithoutTexts(): string[];
  makeTextsOf(month: string): Promise<void>;
}

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
  const unread: ReportRow[] = [];
  const reporters = createReporterIndex();
  const texts = createSearchTexts();
  /** By month, rows without their text. */
  const untexted = new Map<string, Set<ReportRow>>();

  function add(report: Report): void {
    const row = rowOf(report);
    insertRow(all, row);
    if (isOpen(report)) insertRow(open, row);
    if (isUnread(report)) insertRow(unread, row);
    reporters.add(row);
    dropText(row);
  }

  function remove(row: ReportRow): void {
    const { report } = row;
    removeRow(all, row);
    if (isOpen(report)) removeRow(open, row);
    if (isUnread(report)) removeRow(unread, row);
    reporters.remove(row);
    texts.drop(row);
    forgetUntexted(row);
  }

  function dropText(row: ReportRow): void {
    const month = monthOfId(row.report.id);
    texts.drop(row);
    const rows = untexted.get(month);
    if (rows) rows.add(row);
    else untexted.set(month, new Set([row]));
  }

  function forgetUntexted(row: ReportRow): void {
    const month = monthOfId(row.report.id);
    const rows = untexted.get(month);
    rows?.delete(row);
    if (rows?.size === 0) untexted.delete(month);
  }

  async function makeTextsOf(month: string): Promise<void> {
    const [first] = untexted.get(month) ?? [];
    if (!first || (await makeStoredTextsOf(month))) return;
    await history.withReport(first.report.id, () =>
      makeTexts(month, ({ report }) => history.by("report", report.id).map(wordsOf)),
    );
  }

  /** For a month that lies in its shard alone, as nearly all do at the start; false where it does not, or was changed. */
  async function makeStoredTextsOf(month: string): Promise<boolean> {
    const stored = await history.readStored(month);
    if (!stored) return false;
    const said = new Map<string, string[]>();
    const pause = createPauses();
    for (const entry of stored.entries) {
      const words = said.get(entry.report);
      if (words) words.push(wordsOf(entry));
      else said.set(entry.report, [wordsOf(entry)]);
      await pause();
    }
    return makeTexts(month, ({ report }) => (stored.isCurrent() ? (said.get(report.id) ?? []) : undefined));
  }

  /** `saidOn` gives the words of a report, or that they are not known any more. */
  async function makeTexts(
    month: string,
    saidOn: (row: ReportRow) => Iterable<string> | undefined,
  ): Promise<boolean> {
    const pause = createPauses();
    for (const row of untexted.get(month) ?? []) {
      const said = saidOn(row);
      if (!said) return false;
      texts.set(row, searchText(row.report, said));
      forgetUntexted(row);
      await pause();
    }
    return true;
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
        isOpen(before) === isOpen(report) &&
        isUnread(before) === isUnread(report);
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
      if (!report) return;
      // Nearly always the newest: it was put in the same transaction.
      const newest = all.at(-1);
      const row = newest?.report === report ? newest : findRow(all, report);
      if (row) dropText(row);
    },
    rowsIn({ reporter, statuses, unread: onlyUnread }) {
      if (reporter !== undefined) return reporters.of(reporter);
      if (onlyUnread) return unread;
      const onlyOpen = statuses?.every((status) => (openStatuses as readonly string[]).includes(status));
      return onlyOpen ? open : all;
    },
    hasTexts: () => untexted.size === 0,
    monthsWithoutTexts: () => [...untexted.keys()].sort(),
    makeTextsOf,
    async makeTexts() {
      for (const month of reports.monthsWithoutTexts()) await makeTextsOf(month);
    },
    search: (terms) => texts.find(terms).sort(byTime),
  };
  return reports;
}

function isUnread(report: Report): boolean {
  return (report.unread ?? 0) > 0;
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
    search(terms) {
      const mine = touched();
      const found = base.search(terms).filter(({ report }) => !mine.has(report.id));
      for (const id of mine) {
        const report = staged.get(id);
        if (report && occurs(searchText(report, entries.by("report", id).map(wordsOf)), terms))
          found.push(rowOf(report));
      }
      return found.sort(byTime);
    },
  };
}
