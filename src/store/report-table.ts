import { type Category, categories, type Report, type Status } from "../domain/reports.ts";
import { createBlockBuilder, createWordList, type ReportBlock, type ReportQuery } from "./report-block.ts";
import { occurs, parseTerms, searchText } from "./search.ts";
import { nextTurn, type ReadShard, shardRows } from "./shard-file.ts";
import type { ReportFilter } from "./store.ts";

export interface Tally {
  category: Category;
  status: Status;
  count: number;
}

/** What can be read of the reports. */
export interface ReportView {
  get(id: string): Report | undefined;
  byNumber(number: string): Report | undefined;
  find(filter: ReportFilter, limit: number, offset: number): { reports: Report[]; total: number };
  tally(filter: ReportFilter): Tally[];
}

/** Reports by UTC month of `receivedAt`: a packed block as it is on disk, and over it what was put since. */
export interface ReportTable extends ReportView {
  readonly dirty: Set<string>;
  set(id: string, report: Report | undefined): Report | undefined;
  months(): string[];
  /** Takes the rows of a month as they are now; `pack` later replaces what is in memory by their packed form. */
  snapshot(month: string): ReportSnapshot;
  load(month: string, shard: ReadShard): Promise<void>;
}

export interface ReportSnapshot {
  /** Lines of the shard file, oldest first. */
  rows(): Iterable<Buffer | string>;
  /** Reads the shard as it was written, in place of what it holds in memory. */
  pack(shard: ReadShard): Promise<void>;
}

interface LiveRow {
  report: Report;
  readonly receivedAt: number;
  text: string | undefined;
}

interface Month {
  block: ReportBlock | undefined;
  readonly live: Map<string, LiveRow>;
  /** Live rows, oldest first. */
  order: LiveRow[];
  /** Ids put or erased since the last snapshot. */
  touched: Set<string>;
}

export function createReportTable(): ReportTable {
  const months = new Map<string, Month>();
  let newestFirst: string[] = [];
  const words = createWordList();
  const liveByReporter = new Map<string, Set<LiveRow>>();
  const liveByNumber = new Map<string, LiveRow>();

  function monthNamed(name: string): Month {
    let month = months.get(name);
    if (!month) {
      month = { block: undefined, live: new Map(), order: [], touched: new Set() };
      months.set(name, month);
      newestFirst = [...months.keys()].sort().reverse();
    }
    return month;
  }

  function locate(id: string): { name: string; month: Month; live?: LiveRow; row: number } | undefined {
    for (const name of newestFirst) {
      const month = months.get(name) as Month;
      const live = month.live.get(id);
      if (live) return { name, month, live, row: -1 };
      const row = month.block?.find(id) ?? -1;
      if (row >= 0 && month.block?.dead[row] === 0) return { name, month, row };
    }
    return undefined;
  }

  function addLive(month: Month, report: Report): void {
    const row: LiveRow = { report, receivedAt: Date.parse(report.receivedAt), text: undefined };
    month.live.set(report.id, row);
    let at = month.order.length;
    while (at > 0 && isAfter(month.order[at - 1] as LiveRow, row)) at--;
    if (at === month.order.length) month.order.push(row);
    else month.order.splice(at, 0, row);
    liveByNumber.set(report.number, row);
    const same = liveByReporter.get(report.reporter);
    if (same) same.add(row);
    else liveByReporter.set(report.reporter, new Set([row]));
  }

  function removeLive(month: Month, row: LiveRow): void {
    month.live.delete(row.report.id);
    month.order.splice(month.order.lastIndexOf(row), 1);
    forget(row);
  }

  function forget(row: LiveRow): void {
    if (liveByNumber.get(row.report.number) === row) liveByNumber.delete(row.report.number);
    const same = liveByReporter.get(row.report.reporter);
    same?.delete(row);
    if (same?.size === 0) liveByReporter.delete(row.report.reporter);
  }

  /** Calls `take` for each match, newest first: a live row, or a row of a block. */
  function select(
    filter: ReportFilter,
    take: (live: LiveRow | undefined, block: ReportBlock, row: number) => void,
  ) {
    const query = prepare(filter);
    for (const name of newestFirst) {
      const { block, live, order } = months.get(name) as Month;
      const mine =
        live.size === 0
          ? []
          : (filter.reporter === undefined
              ? order
              : [...(liveByReporter.get(filter.reporter) ?? [])]
                  .filter((row) => live.get(row.report.id) === row)
                  .sort((a, b) => (isAfter(a, b) ? 1 : -1))
            ).filter((row) => fits(row, query));
      let left = mine.length;
      block?.select(query, (row) => {
        const at = block.receivedAt(row);
        while (left > 0 && (mine[left - 1] as LiveRow).receivedAt >= at) take(mine[--left], block, -1);
        take(undefined, block, row);
      });
      while (left > 0) take(mine[--left], block as ReportBlock, -1);
    }
  }

  const table: ReportTable = {
    dirty: new Set(),
    get(id) {
      const at = locate(id);
      return at && (at.live?.report ?? at.month.block?.read(at.row));
    },
    byNumber(number) {
      const live = liveByNumber.get(number);
      if (live) return live.report;
      for (const name of newestFirst) {
        const block = months.get(name)?.block;
        const row = block?.findNumber(number) ?? -1;
        if (row >= 0) return block?.read(row);
      }
      return undefined;
    },
    find(filter, limit, offset) {
      const reports: Report[] = [];
      let total = 0;
      select(filter, (live, block, row) => {
        if (total >= offset && reports.length < limit) reports.push(live ? live.report : block.read(row));
        total++;
      });
      return { reports, total };
    },
    tally(filter) {
      const counts = new Map<string, Tally>();
      select(filter, (live, block, row) => {
        count(
          counts,
          live?.report.category ?? block.category(row),
          live?.report.status ?? block.status(row),
          1,
        );
      });
      return sortTally(counts);
    },
    set(id, report) {
      const at = locate(id);
      const before = at && (at.live?.report ?? at.month.block?.read(at.row));
      if (at) {
        if (at.live) removeLive(at.month, at.live);
        else at.month.block?.kill(at.row);
        at.month.touched.add(id);
        table.dirty.add(at.name);
      }
      if (report) {
        const name = report.receivedAt.slice(0, 7);
        const month = monthNamed(name);
        addLive(month, report);
        month.touched.add(id);
        table.dirty.add(name);
      }
      return before;
    },
    months: () => [...months.keys()],
    snapshot(name) {
      const month = monthNamed(name);
      const { block } = month;
      const dead = block?.dead.slice();
      const live = month.order.slice();
      const reports = live.map((row) => row.report);
      month.touched = new Set();
      return {
        rows: () => merge(block, dead, live, reports),
        async pack(shard) {
          const next = await packBlock(shard, words);
          for (const id of month.touched) {
            const row = next.find(id);
            if (row >= 0) next.kill(row);
          }
          for (const row of month.order) {
            if (month.touched.has(row.report.id)) continue;
            month.live.delete(row.report.id);
            forget(row);
          }
          month.order = month.order.filter((row) => month.live.get(row.report.id) === row);
          month.block = next;
        },
      };
    },
    async load(name, shard) {
      monthNamed(name).block = await packBlock(shard, words);
    },
  };
  return table;
}

async function packBlock(shard: ReadShard, words: ReturnType<typeof createWordList>): Promise<ReportBlock> {
  const { bytes, offsets } = shard;
  const builder = createBlockBuilder(words, Math.max(0, offsets.length - 1));
  let i = 0;
  let began = performance.now();
  for (const report of shardRows<Report>(shard)) {
    builder.add(report, searchText(report), offsets[i] as number, offsets[i + 1] as number);
    i++;
    if ((i & 31) === 0 && performance.now() - began > 8) {
      await nextTurn();
      began = performance.now();
    }
  }
  return builder.build(bytes);
}

/** Living rows of a block and live rows together, oldest first. */
function* merge(
  block: ReportBlock | undefined,
  dead: Uint8Array | undefined,
  live: readonly LiveRow[],
  reports: readonly Report[],
): Generator<Buffer | string> {
  let next = 0;
  for (let row = 0; block && row < block.size; row++) {
    if (dead?.[row] !== 0) continue;
    while (next < live.length && (live[next] as LiveRow).receivedAt < block.receivedAt(row)) {
      yield JSON.stringify(reports[next++]).slice(1);
    }
    yield block.line(row);
  }
  while (next < live.length) yield JSON.stringify(reports[next++]).slice(1);
}

function isAfter(a: LiveRow, b: LiveRow): boolean {
  return a.receivedAt > b.receivedAt || (a.receivedAt === b.receivedAt && a.report.id > b.report.id);
}

function prepare(filter: ReportFilter): ReportQuery {
  return {
    filter,
    terms: parseTerms(filter.terms ?? []),
    from: filter.from === undefined ? Number.NEGATIVE_INFINITY : Date.parse(filter.from),
    before: filter.before === undefined ? Number.POSITIVE_INFINITY : Date.parse(filter.before),
  };
}

/** Whether one report, not packed, matches. */
export function matches(report: Report, filter: ReportFilter): boolean {
  return fits({ report, receivedAt: Date.parse(report.receivedAt), text: undefined }, prepare(filter));
}

function fits(row: LiveRow, query: ReportQuery): boolean {
  const { filter, terms, from, before } = query;
  const { report } = row;
  if (filter.statuses && !filter.statuses.includes(report.status)) return false;
  if (filter.categories && !filter.categories.includes(report.category)) return false;
  if (filter.priority && report.priority !== filter.priority) return false;
  if (!isOf(report, filter)) return false;
  if (filter.anyOf && !filter.anyOf.some((one) => isOf(report, one))) return false;
  if (filter.reporter !== undefined && report.reporter !== filter.reporter) return false;
  if (row.receivedAt < from || row.receivedAt >= before) return false;
  if (terms.length === 0) return true;
  row.text ??= searchText(report);
  return occurs(row.text, terms);
}

function isOf(report: Report, { office, assignee }: Pick<ReportFilter, "office" | "assignee">): boolean {
  return (
    (office === undefined || report.office === office) &&
    (assignee === undefined || report.assignee === assignee)
  );
}

function count(counts: Map<string, Tally>, category: Category, status: Status, by: number): void {
  const key = `${category} ${status}`;
  const tally = counts.get(key);
  if (tally) tally.count += by;
  else counts.set(key, { category, status, count: by });
}

function sortTally(counts: Map<string, Tally>): Tally[] {
  return [...counts.values()]
    .filter((tally) => tally.count > 0)
    .sort((a, b) => categories.indexOf(a.category) - categories.indexOf(b.category));
}

/** The reports as one transaction sees them. */
export interface StagedReports extends ReportView {
  put(id: string, report: Report | undefined): void;
  readonly changes: Map<string, Report | undefined>;
}

export function stageReports(base: ReportTable): StagedReports {
  const changes = new Map<string, Report | undefined>();
  const replaced = (filter: ReportFilter): Report[] =>
    [...changes.keys()].flatMap((id) => base.get(id) ?? []).filter((report) => matches(report, filter));
  const added = (filter: ReportFilter): Report[] =>
    [...changes.values()].filter((report) => report !== undefined && matches(report, filter)) as Report[];
  return {
    changes,
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
    tally(filter) {
      const counts = new Map(base.tally(filter).map((t) => [`${t.category} ${t.status}`, t]));
      for (const report of replaced(filter)) count(counts, report.category, report.status, -1);
      for (const report of added(filter)) count(counts, report.category, report.status, 1);
      return sortTally(counts);
    },
    put: (id, report) => changes.set(id, report),
  };
}

function newestFirst(a: Report, b: Report): number {
  return Date.parse(b.receivedAt) - Date.parse(a.receivedAt) || (a.id < b.id ? 1 : -1);
}
