import type { ReportEntry } from "../../../domain/reports.ts";
import { createPauses } from "../journal/frame-chunks.ts";
import { monthOfId } from "../tables/months.ts";
import { createTable, type Table } from "../tables/table.ts";

/** The entries of a month of reports, as its shard holds them; none where there is no such shard. */
export type ReadHistory = (month: string) => Promise<Iterable<ReportEntry>>;

/**
 * The entries of reports, in shards by the month of their report. Ten years of them are more than all else together,
 * and few are read again: a month is in memory from when it is asked for until others have been asked for since. What
 * is put on a month that is not, is kept with it when it comes.
 */
export interface History extends Table<ReportEntry> {
  /** Runs `work` while the whole history of this report is in memory. */
  withReport<T>(report: string, work: () => T | Promise<T>): Promise<T>;
  /** Brings the month of this report into memory: it stays at least until the transaction under way has ended. */
  load(report: string): Promise<void>;
  isLoaded(report: string): boolean;
  /**
   * The entries of a month that lies in its shard alone, without taking them into memory; `undefined` for another.
   * `isCurrent`: whether they are still all that the month holds.
   */
  readStored(
    month: string,
  ): Promise<{ readonly entries: Iterable<ReportEntry>; isCurrent(): boolean } | undefined>;
  /** Brings in the months that were changed, so that their shards can be written whole. */
  loadChanged(): Promise<void>;
  /** Lets months go that were not asked for lately. Only between two transactions. */
  trim(): void;
}

/** Months that stay in memory, beside those that have changes to be written. */
const keptMonths = 4;

/** The key of an entry within its table: its report's id, which tells the shard, and its own. */
export function entryKey({ report, id }: Pick<ReportEntry, "report" | "id">): string {
  return `${report}/${id}`;
}

function reportOfKey(key: string): string {
  return key.slice(0, key.indexOf("/"));
}

/** `onChange`: something was put on a report, or taken away. */
export function createHistory(read: ReadHistory, onChange: (report: string) => void): History {
  const table = createTable<ReportEntry>({
    name: "entries",
    shardOf: (key) => monthOfId(reportOfKey(key)),
    indexes: { report: (entry) => [entry.report] },
  });
  /** Whole in memory; the one asked for last comes last. */
  const loaded = new Set<string>();
  const loading = new Map<string, Promise<void>>();
  /** By month, how many need it in memory. */
  const uses = new Map<string, number>();
  /** By month, how often something of it was put or taken away. */
  const changes = new Map<string, number>();

  function loadMonth(month: string): Promise<void> {
    const now = loaded.has(month) ? Promise.resolve() : (loading.get(month) ?? readIn(month));
    return now.then(() => {
      loaded.delete(month);
      loaded.add(month);
    });
  }

  function readIn(month: string): Promise<void> {
    const done = (async () => {
      const pause = createPauses();
      for (const entry of await read(month)) {
        table.fill(entryKey(entry), entry);
        await pause();
      }
    })().finally(() => loading.delete(month));
    loading.set(month, done);
    return done;
  }

  function use(month: string): () => void {
    uses.set(month, (uses.get(month) ?? 0) + 1);
    return () => uses.set(month, (uses.get(month) ?? 0) - 1);
  }

  return {
    ...table,
    set(key, entry) {
      const before = table.set(key, entry);
      const month = table.shardOf(key);
      changes.set(month, (changes.get(month) ?? 0) + 1);
      onChange(reportOfKey(key));
      return before;
    },
    snapshot(shard, without) {
      const snapshot = table.snapshot(shard, without);
      const done = use(shard);
      return {
        ...snapshot,
        release() {
          snapshot.release();
          done();
        },
      };
    },
    async withReport(report, work) {
      const month = monthOfId(report);
      const done = use(month);
      try {
        await loadMonth(month);
        return await work();
      } finally {
        done();
      }
    },
    load: (report) => loadMonth(monthOfId(report)),
    isLoaded: (report) => loaded.has(monthOfId(report)),
    async readStored(month) {
      if (loaded.has(month) || table.shard(month).size > 0) return undefined;
      const before = changes.get(month);
      const entries = await read(month);
      return { entries, isCurrent: () => changes.get(month) === before };
    },
    async loadChanged() {
      for (const month of table.dirty) await loadMonth(month);
    },
    trim() {
      const spare = [...loaded].slice(0, -keptMonths);
      for (const month of spare) {
        if (table.dirty.has(month) || (uses.get(month) ?? 0) > 0) continue;
        loaded.delete(month);
        for (const key of [...table.shard(month).keys()]) table.forget(key);
      }
    },
  };
}
