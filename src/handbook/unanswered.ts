import type { Reads, Tx } from "../store/store.ts";

/** Questions remembered of one month: more are no list that anybody works through. */
const MOST = 500;

const settingOf = (month: string) => `handbook-unanswered-${month}`;

/** Ids of the reports in which the handbook had no answer, of a month given as `2611`; oldest first. */
export async function unansweredIn(reads: Pick<Reads, "settings">, month: string): Promise<string[]> {
  const stored = await reads.settings.get(settingOf(month));
  return stored ? (JSON.parse(stored) as string[]) : [];
}

/** A question was filed that the handbook did not answer: its report's id is kept, never its words. */
export async function noteUnanswered(t: Tx, report: string, month: string): Promise<void> {
  const known = await unansweredIn(t, month);
  t.settings.put(settingOf(month), JSON.stringify([...known, report].slice(-MOST)));
}
