import type { Told } from "../domain/decide.ts";
import type { Contact } from "../domain/people.ts";
import { ask } from "../domain/questions.ts";
import type { Report } from "../domain/reports.ts";
import { isRestricted } from "../domain/rights.ts";
import type { Tx } from "../store/store.ts";

/** An earlier report that a new one may belong to; `ask`: whether it is the same matter. */
export interface Related {
  readonly report: Report;
  readonly ask: boolean;
}

/**
 * The earlier report, where the resident may hear its number beside the new one: never that of a sensitive one. It is
 * not asked about while a question that ranks higher waits for its answer.
 */
export async function namable(
  t: Tx,
  related: Related | undefined,
  { id: person }: Contact,
  told: Pick<Told, "sensitive">,
  now: Date,
): Promise<Related | undefined> {
  if (!related || told.sensitive || related.report.sensitive) return undefined;
  const subject = related.report.id;
  const question = ask({ person, kind: "same-matter", subject }, await t.questions.of(person), now);
  return { ...related, ask: related.ask && question !== undefined };
}

/** The same for officers, who hear of one for leaders only beside another such. */
export function namableToOfficers(
  related: Related | undefined,
  told: Pick<Told, "restricted">,
): Report | undefined {
  return related && (told.restricted || !isRestricted(related.report)) ? related.report : undefined;
}

export function relatedNumber(related: Related | undefined, isFull: boolean) {
  if (!related) return undefined;
  const { number } = related.report;
  if (isFull) return { number, why: "no-more" } as const;
  return related.ask ? ({ number, why: "ask" } as const) : undefined;
}
