import type { Report } from "../domain/reports.ts";
import type { Reads } from "../store/store.ts";

/** Reports are merged one into the next at most so often. */
const LONGEST = 20;

/** The report that goes on in place of this one; itself where it was merged into none. */
export async function goingOn(reads: Reads, report: Report): Promise<Report> {
  let last = report;
  for (let step = 0; last.mergedInto !== undefined && step < LONGEST; step++) {
    const next = await reads.reports.get(last.mergedInto);
    if (!next) break;
    last = next;
  }
  return last;
}

/** Reports that were merged into this one, the first one first. */
export async function mergedReports(reads: Reads, report: Pick<Report, "id">): Promise<Report[]> {
  const merged: Report[] = [];
  for (const entry of await reads.reports.entries(report.id)) {
    if (entry.kind !== "merged" || entry.from === undefined) continue;
    const one = await reads.reports.get(entry.from);
    if (one?.mergedInto === report.id && !merged.some(({ id }) => id === one.id)) merged.push(one);
  }
  return merged;
}

/** The reports of other residents that are handled with this one: one a person, none of who reported this one. */
export async function mergedWith(reads: Reads, report: Report): Promise<Report[]> {
  const root = await goingOn(reads, report);
  const all = [root, ...(await mergedReports(reads, root))];
  const people = new Set([report.reporter]);
  return all.filter(({ reporter }) => !people.has(reporter) && people.add(reporter));
}
