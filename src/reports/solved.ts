import type { Report } from "../domain/reports.ts";
import type { Tx } from "../store/store.ts";
import { askResident } from "./ask-resident.ts";

/** Works also where a question of a higher rank is open: the words need no question. */
export const SOLVED_LINE = "解决了吗？回「解决了」或「没解决」。";
const MORE_LINE = "还有情况，直接在这里说。";

/**
 * Asks the resident whether it is solved; gives the line for the message that tells the result. What is sensitive is not
 * asked about. The answer stands in the report: `solved` is the resident's word, `status` the station's.
 */
export async function askSolved(t: Tx, report: Report, now: Date): Promise<string> {
  const { solved: _, rating: __, ...anew } = report;
  if (report.sensitive) return MORE_LINE;
  t.reports.put({ ...anew, askedAt: now.toISOString() });
  await askResident(t, { id: report.reporter }, "solved", report.id, now);
  return SOLVED_LINE;
}
