import type { Report } from "../domain/reports.ts";
import { nextTurn } from "./frame-chunks.ts";
import { monthOfId } from "./months.ts";
import { type BlockQuery, createWordList, pairOf, type ReportBlock } from "./report-block.ts";
import { packBlocks, takeSources } from "./report-pack.ts";
import { count, fits, isAfter, type LiveRow, prepare, sortTally, type Tally } from "./report-query.ts";
import type { ReadShard } from "./shard-file.ts";
import type { ReportFilter } from "./store.ts";

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
      const sources = takeSources(month.blocks, month.order);
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
