import type { Report } from "../../../domain/reports.ts";

/** A report in memory. */
export interface ReportRow {
  report: Report;
  /** `receivedAt` in ms since 1970. */
  readonly receivedAt: number;
  /** What it is found by; `undefined` until a search asks for it. */
  text: string | undefined;
}

export function rowOf(report: Report): ReportRow {
  return { report, receivedAt: Date.parse(report.receivedAt), text: undefined };
}

/** By time, then id. */
function isAfter(a: ReportRow, b: ReportRow): boolean {
  return a.receivedAt > b.receivedAt || (a.receivedAt === b.receivedAt && a.report.id > b.report.id);
}

/** Adds a row to rows that are sorted oldest first; nearly always at the end. */
export function insertRow(rows: ReportRow[], row: ReportRow): void {
  const last = rows.at(-1);
  if (!last || isAfter(row, last)) rows.push(row);
  else rows.splice(placeOf(rows, row), 0, row);
}

export function removeRow(rows: ReportRow[], row: ReportRow): void {
  rows.splice(placeOf(rows, row), 1);
}

/** The row of this report, which may be an older version of it. */
export function findRow(rows: readonly ReportRow[], report: Report): ReportRow | undefined {
  const row = rows[placeOf(rows, rowOf(report))];
  return row?.report.id === report.id ? row : undefined;
}

/** Index of the first row that is not before `row`. */
function placeOf(rows: readonly ReportRow[], row: ReportRow): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isAfter(row, rows[middle] as ReportRow)) low = middle + 1;
    else high = middle;
  }
  return low;
}
