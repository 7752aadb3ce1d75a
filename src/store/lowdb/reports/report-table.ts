import type { Report } from "../../../domain/reports.ts";
import type { ReportFilter } from "../../store.ts";
import type { ReadShard } from "../checkpoint/shard-file.ts";
import { monthOfId } from "../tables/months.ts";
import type { ReportBlock } from "./report-block.ts";
import { createLiveReports, joinLayers, type LiveReports, mergeMatches } from "./report-live.ts";
import { createMonths, type Month } from "./report-months.ts";
import { packBlocks, takeSources } from "./report-pack.ts";
import {
  type BlockQuery,
  count,
  createWordList,
  hash32,
  type LiveRow,
  pairOf,
  prepare,
  sortTally,
  type Tally,
  type WordList,
} from "./report-query.ts";

/** What can be read of the reports. */
export interface ReportView {
  get(id: string): Report | undefined;
  byNumber(number: string): Report | undefined;
  find(filter: ReportFilter, limit: number, offset: number): { reports: Report[]; total: number };
  newest(filter: ReportFilter, limit: number): Report[];
  tally(filter: ReportFilter): Tally[];
}

/** Reports by UTC month of `receivedAt`: a packed block as it is on disk, and over it what was put since. */
export interface ReportTable extends ReportView {
  readonly dirty: Set<string>;
  set(id: string, report: Report | undefined): Report | undefined;
  /** Takes the rows of a month as they are now; `pack` later replaces what is in memory by their packed form. */
  snapshot(month: string): ReportSnapshot;
  /** `kept` gives the month's blocks from a file, where there is one; else they are packed here. */
  load(month: string, shard: ReadShard, kept?: KeptBlocks): Promise<void>;
  /** Months whose blocks are in no file. */
  readonly unkept: Set<string>;
  /** A month's blocks as they were packed last. */
  packed(month: string): { readonly blocks: readonly ReportBlock[]; readonly words: WordList };
}

type KeptBlocks = (words: WordList) => Promise<readonly ReportBlock[] | undefined>;

export interface ReportSnapshot {
  /** Lines of the shard file, oldest first. */
  rows(): Iterable<Buffer | string>;
  /** Reads the shard as it was written, in place of what it holds in memory. */
  pack(shard: ReadShard): Promise<void>;
}

/** Where a report is: a live row, or a row of a block. */
interface Place {
  readonly name: string;
  readonly month: Month;
  readonly layer?: LiveReports;
  readonly live?: LiveRow;
  readonly block?: ReportBlock;
  readonly row: number;
}

/** Takes one match, a live row or a row of a block; true: enough. */
type Take = (live: LiveRow | undefined, block: ReportBlock | undefined, row: number) => boolean;

export function createReportTable(): ReportTable {
  const months = createMonths();
  const words = createWordList();

  function locateIn(name: string, id: string): Place | undefined {
    const month = months.get(name);
    if (!month) return undefined;
    for (const layer of month.layers) {
      const live = layer.get(id);
      if (live) return { name, month, layer, live, row: -1 };
    }
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
    for (const { name } of months.newestFirst()) {
      const place = locateIn(name, id);
      if (place) return place;
    }
    return undefined;
  }

  function reportAt(place: Place | undefined): Report | undefined {
    return place && (place.live?.report ?? place.block?.read(place.row));
  }

  function remove(place: Place, id: string): void {
    const { name, month, layer, live, block, row } = place;
    if (live) layer?.remove(live);
    else block?.kill(row);
    if (layer !== month.layers.at(-1)) month.replaced.add(id);
    table.dirty.add(name);
  }

  /** Goes through the matches, newest first. */
  function select(filter: ReportFilter, take: Take): void {
    const query = prepare(filter, words);
    for (const month of months.newestFirst(query.reporter)) if (selectIn(month, filter, query, take)) return;
  }

  function selectIn({ blocks, layers }: Month, filter: ReportFilter, query: BlockQuery, take: Take): boolean {
    const mine = mergeMatches(layers.map((layer) => layer.matching(filter, query)));
    let next = mine();
    for (let i = blocks.length - 1; i >= 0; i--) {
      const block = blocks[i] as ReportBlock;
      const enough = block.select(query, (row) => {
        for (; next && next.receivedAt >= block.receivedAt(row); next = mine())
          if (take(next, undefined, -1)) return true;
        return take(undefined, block, row);
      });
      if (enough) return true;
    }
    for (; next; next = mine()) if (take(next, undefined, -1)) return true;
    return false;
  }

  const read = (live: LiveRow | undefined, block: ReportBlock | undefined, row: number): Report =>
    live?.report ?? (block as ReportBlock).read(row);

  const table: ReportTable = {
    dirty: new Set(),
    get: (id) => reportAt(locate(id)),
    byNumber(number) {
      for (const { layers, blocks } of months.newestFirst()) {
        for (const layer of layers) {
          const found = layer.byNumber(number);
          if (found) return found.report;
        }
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
        if (total >= offset && reports.length < limit) reports.push(read(live, block, row));
        total++;
        return false;
      });
      return { reports, total };
    },
    newest(filter, limit) {
      const reports: Report[] = [];
      if (limit > 0) select(filter, (live, block, row) => reports.push(read(live, block, row)) === limit);
      return reports;
    },
    tally(filter) {
      const counts = new Map<string, Tally>();
      const packed = new Uint32Array(256);
      select(filter, (live, block, row) => {
        if (live) count(counts, live.report.category, live.report.status, 1);
        else if (block) packed[block.pair(row)] = (packed[block.pair(row)] as number) + 1;
        return false;
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
        const month = months.named(name);
        (month.layers.at(-1) as LiveReports).add(report);
        months.note(hash32(report.reporter), name);
        table.dirty.add(name);
      }
      return before;
    },
    snapshot(name) {
      const month = months.named(name);
      // Two only where the last checkpoint failed.
      const live = month.layers.length === 1 ? (month.layers[0] as LiveReports) : joinLayers(month.layers);
      const sources = takeSources(month.blocks, live.order);
      month.layers = [live, createLiveReports()];
      month.replaced = new Set();
      return {
        *rows() {
          for (const source of sources()) {
            yield "line" in source ? source.block.line(source.line) : JSON.stringify(source.report).slice(1);
          }
        },
        async pack(shard) {
          const blocks = await packBlocks(shard, words, sources());
          for (const id of month.replaced) {
            for (const block of blocks) {
              const row = block.find(id);
              if (row >= 0) block.kill(row);
            }
          }
          month.blocks = blocks;
          month.layers = month.layers.slice(1);
          table.unkept.add(name);
        },
      };
    },
    async load(name, shard, kept) {
      let blocks = await kept?.(words);
      if (!blocks) {
        blocks = await packBlocks(shard, words);
        table.unkept.add(name);
      }
      months.named(name).blocks = blocks;
      for (const { columns, size } of blocks)
        for (let i = 0; i < size; i++) months.note(columns.reporter[i] as number, name);
    },
    unkept: new Set(),
    packed: (name) => ({ blocks: months.named(name).blocks, words }),
  };
  return table;
}
