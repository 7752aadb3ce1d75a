import { codeName } from "../domain/code-names.ts";
import type { Report } from "../domain/reports.ts";
import type { Reads } from "../store/store.ts";

/** What officers call whoever is behind the report, apart from everybody of the matter that it was merged with. */
export async function codeNameOf(reads: Pick<Reads, "reports">, report: Report): Promise<string> {
  const kept = report.mergedInto ?? report.id;
  const entries = await reads.reports.entries(kept);
  const merged = entries.flatMap((entry) => (entry.kind === "merged" && entry.from ? [entry.from] : []));
  return codeName(report, [kept, ...merged]);
}
