import { type Category, categories, type Report, type Status } from "../domain/reports.ts";
import { monthOfId } from "./months.ts";
import {
  type BlockQuery,
  blockRows,
  categoryMask,
  createBlockBuilder,
  createWordList,
  pairOf,
  type ReportBlock,
  statusMask,
  type WordList,
} from "./report-block.ts";
import { occurs, parseTerms, searchText } from "./search.ts";
import { nextTurn, type ReadShard } from "./shard-file.ts";
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
  readonly name: string;
  /** Oldest first. */
  blocks: readonly ReportBlock[];
  live: Map<string, LiveRow>;
  /** Live rows, oldest first. */
  order: LiveRow[];
  /** Ids put or erased since the last snapshot. */
  touched: Set<string>;
}

/** Where a report is: a live row, or a row of a block. */
interface Place {
  readonly name: string;
  readonly month: Month;
  readonly live?: LiveRow;
  readonly block?: ReportBlock;
  readonly row: number;
}

export function createReportTable(): ReportTable {
  const months = new Map<string, Month>();
  let newestFirst: Month[] = [];
  const words = createWordList();
  const liveByReporter = new Map<string, LiveRow[]>();
  const liveByNumber = new Map<string, LiveRow>();

  function monthNamed(name: string): Month {
    let month = months.get(name);
    if (!month) {
      month = { name, blocks: [], live: new Map(), order: [], touched: new Set() };
      months.set(name, month);
      newestFirst = [...months.values()].sort((a, b) => (a.name < b.name ? 1 : -1));
    }
    return month;
  }

  function locateIn(name: string, id: string): Place | undefined {
    const month = months.get(name);
    if (!month) return undefined;
    const live = month.live.get(id);
    if (live) return { name, month, live, row: -1 };
    for (const block of month.blocks) {
      const row = block.find(id);
      if (row >= 0 && block.dead[row] === 0) return { name, month, block, row };
    }
    return undefined;
  }

  function locate(id: string): Place | undefined {
    // Nearly always the month that the id tells.
    const likely = locateIn(monthOfId(id), id);
    if (likely) return likely;
    for (const { name } of newestFirst) {
      const place = locateIn(name, id);
      if (place) return place;
    }
    return undefined;
  }

  function reportAt(place: Place | undefined): Report | undefined {
    return place && (place.live?.report ?? place.block?.read(place.row));
  }

  function remove(place: Place, id: string): void {
    const { name, month, live, block, row } = place;
    if (live) {
      month.live.delete(id);
      month.order.splice(month.order.lastIndexOf(live), 1);
      forget(live);
    } else block?.kill(row);
    month.touched.add(id);
    table.dirty.add(name);
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
    if (same) same.push(row);
    else liveByReporter.set(report.reporter, [row]);
  }

  function forget(row: LiveRow): void {
    if (liveByNumber.get(row.report.number) === row) liveByNumber.delete(row.report.number);
    const others = liveByReporter.get(row.report.reporter)?.filter((other) => other !== row);
    if (others && others.length > 0) liveByReporter.set(row.report.reporter, others);
    else liveByReporter.delete(row.report.reporter);
  }

  /** The two maps may still know a row that was packed. */
  function isLive(row: LiveRow): boolean {
    return months.get(row.report.receivedAt.slice(0, 7))?.live.get(row.report.id) === row;
  }

  /** Live rows of a month that match, oldest first. */
  function selectLive({ live, order }: Month, filter: ReportFilter, query: BlockQuery): LiveRow[] {
    if (live.size === 0) return [];
    if (filter.reporter === undefined) return order.filter((row) => fits(row, filter, query));
    return [...(liveByReporter.get(filter.reporter) ?? [])]
      .filter((row) => live.get(row.report.id) === row && fits(row, filter, query))
      .sort((a, b) => (isAfter(a, b) ? 1 : -1));
  }

  /** Calls `take` for each match, newest first: a live row, or a row of a block. */
  function select(
    filter: ReportFilter,
    take: (live: LiveRow | undefined, block: ReportBlock | undefined, row: number) => void,
  ): void {
    const query = prepare(filter, words);
    for (const month of newestFirst) {
      const mine = selectLive(month, filter, query);
      let left = mine.length;
      for (let i = month.blocks.length - 1; i >= 0; i--) {
        const block = month.blocks[i] as ReportBlock;
        block.select(query, (row) => {
          const at = block.receivedAt(row);
          while (left > 0 && (mine[left - 1] as LiveRow).receivedAt >= at) take(mine[--left], undefined, -1);
          take(undefined, block, row);
        });
      }
      while (left > 0) take(mine[--left], undefined, -1);
    }
  }

  const table: ReportTable = {
    dirty: new Set(),
    get: (id) => reportAt(locate(id)),
    byNumber(number) {
      const live = liveByNumber.get(number);
      if (live && isLive(live)) return live.report;
      for (const { blocks } of newestFirst) {
        for (const block of blocks) {
          const row = block.findNumber(number);
          if (row >= 0) return block.read(row);
        }
      }
      return undefined;
    },
    find(filter, limit, offset) {
      const reports: Report[] = [];
      let total = 0;
      select(filter, (live, block, row) => {
        if (total >= offset && reports.length < limit)
          reports.push(live?.report ?? (block?.read(row) as Report));
        total++;
      });
      return { reports, total };
    },
    tally(filter) {
      const counts = new Map<string, Tally>();
      const packed = new Uint32Array(256);
      select(filter, (live, block, row) => {
        if (live) count(counts, live.report.category, live.report.status, 1);
        else if (block) packed[block.pair(row)] = (packed[block.pair(row)] as number) + 1;
      });
      for (const [pair, n] of packed.entries()) if (n > 0) count(counts, ...pairOf(pair), n);
      return sortTally(counts);
    },
    set(id, report) {
      // A report's time never changes, so one that is put can only be in its own month.
      const place = report ? locateIn(report.receivedAt.slice(0, 7), id) : locate(id);
      const before = reportAt(place);
      if (place) remove(place, id);
      if (report) {
        const name = report.receivedAt.slice(0, 7);
        const month = monthNamed(name);
        addLive(month, report);
        month.touched.add(id);
        table.dirty.add(name);
      }
      return before;
    },
    snapshot(name) {
      const month = monthNamed(name);
      const sources = takeSources(month);
      month.touched = new Set();
      return {
        *rows() {
          for (const source of sources) {
            yield "line" in source ? source.block.line(source.line) : JSON.stringify(source.report).slice(1);
          }
        },
        async pack(shard) {
          const blocks = await packBlocks(shard, words, sources);
          for (const id of month.touched) {
            for (const block of blocks) {
              const row = block.find(id);
              if (row >= 0) block.kill(row);
            }
          }
          const packed = month.order;
          month.order = packed.filter((row) => month.touched.has(row.report.id));
          month.live = new Map(month.order.map((row) => [row.report.id, row]));
          month.blocks = blocks;
          for (const [i, row] of packed.entries()) {
            if (!isLive(row)) forget(row);
            if ((i & 1023) === 1023) await nextTurn();
          }
        },
      };
    },
    async load(name, shard) {
      monthNamed(name).blocks = await packBlocks(shard, words);
    },
  };
  return table;
}

/** A row as it was at a snapshot. */
type Source =
  | { readonly block: ReportBlock; readonly line: number }
  | { readonly report: Report; readonly at: number };

/** Living rows of the blocks and live rows together, oldest first. */
function takeSources({ blocks, order }: Month): Source[] {
  const sources: Source[] = [];
  let next = 0;
  const takeLive = (before: number): void => {
    while (next < order.length && (order[next] as LiveRow).receivedAt < before) {
      const { report, receivedAt } = order[next++] as LiveRow;
      sources.push({ report, at: receivedAt });
    }
  };
  for (const block of blocks) {
    for (let line = 0; line < block.size; line++) {
      if (block.dead[line] !== 0) continue;
      takeLive(block.receivedAt(line));
      sources.push({ block, line });
    }
  }
  takeLive(Number.POSITIVE_INFINITY);
  return sources;
}

/** Packs the rows of a file; what `sources` knows of them already is not parsed again. */
async function packBlocks(
  shard: ReadShard,
  words: WordList,
  sources?: readonly Source[],
): Promise<ReportBlock[]> {
  const { bytes, offsets } = shard;
  const rows = offsets.length - 1;
  const blocks: ReportBlock[] = [];
  const parsed = createReader(shard);
  let began = performance.now();
  for (let first = 0; first < rows; first += blockRows) {
    const end = Math.min(first + blockRows, rows);
    const builder = createBlockBuilder(words, bytes, end - first);
    for (let i = first; i < end; i++) {
      const [from, to] = [offsets[i] as number, offsets[i + 1] as number];
      const source = sources?.[i];
      if (source && "line" in source) builder.copy(source.block, source.line, from, to);
      else {
        const report = source?.report ?? parsed(i);
        builder.add(report, searchText(report), from, to);
      }
      if ((i & 31) === 0 && performance.now() - began > 8) {
        await nextTurn();
        began = performance.now();
      }
    }
    await nextTurn();
    blocks.push(builder.build());
    await nextTurn();
    began = performance.now();
  }
  return blocks;
}

/** Reads rows in order; some at once, which costs less than one by one. A sound line is JSON without a raw newline. */
function createReader({ bytes, offsets }: ReadShard): (i: number) => Report {
  const many = 64;
  let first = 0;
  let reports: Report[] = [];
  return (i) => {
    if (i < first || i >= first + reports.length) {
      first = i;
      const end = Math.min(i + many, offsets.length - 1);
      const text = bytes.toString("utf8", offsets[i], (offsets[end] as number) - 1);
      reports = JSON.parse(`[${text.replaceAll("\n", ",")}]`) as Report[];
    }
    return reports[i - first] as Report;
  };
}

function isAfter(a: LiveRow, b: LiveRow): boolean {
  return a.receivedAt > b.receivedAt || (a.receivedAt === b.receivedAt && a.report.id > b.report.id);
}

function whose({ office, assignee }: Pick<ReportFilter, "office" | "assignee">, words: WordList) {
  return {
    office: office === undefined ? undefined : words.find(office),
    assignee: assignee === undefined ? undefined : words.find(assignee),
  };
}

function prepare(filter: ReportFilter, words: WordList): BlockQuery {
  return {
    statuses: filter.statuses && statusMask(filter.statuses),
    categories: filter.categories && categoryMask(filter.categories),
    ...whose(filter, words),
    urgent: filter.priority && (filter.priority === "urgent" ? 1 : 0),
    anyOf: filter.anyOf?.map((one) => whose(one, words)),
    reporter: filter.reporter,
    from: filter.from === undefined ? Number.NEGATIVE_INFINITY : Date.parse(filter.from),
    before: filter.before === undefined ? Number.POSITIVE_INFINITY : Date.parse(filter.before),
    terms: parseTerms(filter.terms ?? []),
  };
}

const noWords = createWordList();

/** Whether one report, not packed, matches. */
function matches(report: Report, filter: ReportFilter): boolean {
  const row = { report, receivedAt: Date.parse(report.receivedAt), text: undefined };
  return fits(row, filter, prepare(filter, noWords));
}

function fits(row: LiveRow, filter: ReportFilter, { terms, from, before }: BlockQuery): boolean {
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
