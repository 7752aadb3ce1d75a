import { setImmediate as nextTurn } from "node:timers/promises";
import type { Report } from "../domain/reports.ts";
import type { Reads, ReportFilter } from "../store/store.ts";

/** Reports that are asked for at once: others have their turn between. */
const PAGE = 5_000;

/** All reports that match, oldest first, however many: no look holds the others up. */
export async function allReports(reads: Pick<Reads, "reports">, filter: ReportFilter): Promise<Report[]> {
  const all: Report[] = [];
  let { before } = filter;
  for (;;) {
    const page = await reads.reports.newest({ ...filter, ...(before ? { before } : {}) }, PAGE);
    const last = all.at(-1)?.receivedAt;
    // Of one instant some may be on two pages.
    const known = new Set(
      all.slice(-PAGE).flatMap(({ id, receivedAt }) => (receivedAt === last ? [id] : [])),
    );
    const fresh = page.filter(({ id }) => !known.has(id));
    for (const report of fresh) all.push(report);
    const oldest = page.at(-1);
    if (page.length < PAGE || !oldest || fresh.length === 0) return all.reverse();
    before = new Date(Date.parse(oldest.receivedAt) + 1).toISOString();
    await nextTurn();
  }
}
