import type { Report } from "../../../domain/reports.ts";
import type { ReportFilter } from "../../store.ts";
import { type BlockQuery, fits, isAfter, type LiveRow } from "./report-query.ts";

/** Reports of one month that were put since it was packed: as objects, in the order of their time. */
export interface LiveReports {
  /** Oldest first. */
  readonly order: readonly LiveRow[];
  get(id: string): LiveRow | undefined;
  byNumber(number: string): LiveRow | undefined;
  add(report: Report): void;
  remove(row: LiveRow): void;
  matching(filter: ReportFilter, query: BlockQuery): Matches;
}

/** Gives what matches one by one, newest first, then `undefined`. */
export type Matches = () => LiveRow | undefined;

export function createLiveReports(rows: Iterable<LiveRow> = []): LiveReports {
  const order: LiveRow[] = [];
  const byId = new Map<string, LiveRow>();
  const byReporter = new Map<string, LiveRow[]>();
  for (const row of rows) insert(row);

  function insert(row: LiveRow): void {
    const { id, reporter } = row.report;
    byId.set(id, row);
    place(order, row);
    const his = byReporter.get(reporter);
    if (his) place(his, row);
    else byReporter.set(reporter, [row]);
  }

  return {
    order,
    get: (id) => byId.get(id),
    // No index: a checkpoint comes before these are many.
    byNumber: (number) => order.findLast(({ report }) => report.number === number),
    add: (report) => insert({ report, receivedAt: Date.parse(report.receivedAt), text: undefined }),
    remove(row) {
      const { id, reporter } = row.report;
      byId.delete(id);
      takeOut(order, row);
      const his = byReporter.get(reporter) ?? [];
      takeOut(his, row);
      if (his.length === 0) byReporter.delete(reporter);
    },
    matching(filter, query) {
      const { reporter } = filter;
      return matchesOf(reporter === undefined ? order : (byReporter.get(reporter) ?? []), filter, query);
    },
  };
}

export function joinLayers(layers: readonly LiveReports[]): LiveReports {
  return createLiveReports(layers.flatMap(({ order }) => order));
}

/** The matches of several layers as one. */
export function mergeMatches(layers: readonly Matches[]): Matches {
  const [first, ...rest] = layers;
  if (!first) return () => undefined;
  if (rest.length === 0) return first;
  const other = mergeMatches(rest);
  let [a, b] = [first(), other()];
  return () => {
    const next = a && (!b || isAfter(a, b)) ? a : b;
    if (next === a) a = first();
    else b = other();
    return next;
  };
}

/** Nearly always at the end. */
function place(list: LiveRow[], row: LiveRow): void {
  let at = list.length;
  while (at > 0 && isAfter(list[at - 1] as LiveRow, row)) at--;
  if (at === list.length) list.push(row);
  else list.splice(at, 0, row);
}

function takeOut(list: LiveRow[], row: LiveRow): void {
  const at = list.lastIndexOf(row);
  if (at >= 0) list.splice(at, 1);
}

function matchesOf(rows: readonly LiveRow[], filter: ReportFilter, query: BlockQuery): Matches {
  let i = rows.length;
  return () => {
    while (i > 0) {
      const row = rows[--i] as LiveRow;
      if (fits(row, filter, query)) return row;
    }
    return undefined;
  };
}
