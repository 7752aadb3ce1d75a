import type { ReportBlock } from "./report-block.ts";
import { createLiveReports, type LiveReports } from "./report-live.ts";
import type { Hashes } from "./report-query.ts";

/** The reports of one UTC month in memory. */
export interface Month {
  readonly name: string;
  /** Oldest first. */
  blocks: readonly ReportBlock[];
  /** What was put since: the last takes what is put now; one before it is being packed. */
  layers: readonly LiveReports[];
  /** Ids of the snapshot's rows that were replaced or erased since. */
  replaced: Set<string>;
}

/** The months there are, and which of them may hold something of one reporter. */
export function createMonths() {
  const months = new Map<string, Month>();
  let newestFirst: readonly Month[] = [];
  /** By hash of the reporter, the latest month that holds, or once held, a report of his. */
  const latestOf = new Map<number, string>();

  return {
    get: (name: string) => months.get(name),
    /** Made where it is not there yet. */
    named(name: string): Month {
      let month = months.get(name);
      if (!month) {
        month = { name, blocks: [], layers: [createLiveReports()], replaced: new Set() };
        months.set(name, month);
        newestFirst = [...months.values()].sort((a, b) => (a.name < b.name ? 1 : -1));
      }
      return month;
    },
    /** All, newest first; of a reporter, from his latest on: each message asks for it. */
    newestFirst(reporter?: Hashes): readonly Month[] {
      if (!reporter) return newestFirst;
      const latest = latestOf.get(keyOf(reporter.hash));
      const from = latest === undefined ? -1 : newestFirst.findIndex(({ name }) => name <= latest);
      return from < 0 ? [] : newestFirst.slice(from);
    },
    /** Month `name` holds a report of the reporter with this hash. */
    note(hash: number, name: string): void {
      const key = keyOf(hash);
      if ((latestOf.get(key) ?? "") < name) latestOf.set(key, name);
    },
  };
}

/** Beyond 31 bits a number takes an object of its own. */
function keyOf(hash: number): number {
  return hash | 0;
}
