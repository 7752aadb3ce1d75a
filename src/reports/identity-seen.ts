import type { Report } from "../domain/reports.ts";
import { inZone } from "../lib/time.ts";
import type { Reads } from "../store/store.ts";

/** When officers were shown who is behind these reports, newest last: `11月24日，经批准，民警查过您是谁。` */
export async function identitySeen(
  reads: Pick<Reads, "reports">,
  reports: readonly Report[],
  zone: string,
): Promise<string[]> {
  const days = new Set<string>();
  for (const { id } of reports)
    for (const entry of await reads.reports.entries(id))
      if (entry.kind === "released" && entry.withheld === undefined)
        days.add(inZone(entry.at, zone).format("M月D日"));
  return days.size === 0 ? [] : [`${[...days].join("、")}，经批准，民警查过您是谁。`];
}
