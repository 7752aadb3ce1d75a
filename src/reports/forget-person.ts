import { isMutedNow } from "../domain/mutes.ts";
import type { PersonId } from "../domain/people.ts";
import type { Reads } from "../store/store.ts";

/**
 * Whether nothing is left that a person has to be known for: no report, no mute that still holds (to have everything
 * deleted would end it), no question that waits for their answer, no armband, no
 * entry of a ledger that names them.
 */
export async function mayForget(
  reads: Pick<Reads, "reports" | "mutes" | "questions" | "auxiliaries" | "contacts">,
  person: PersonId,
  now: Date,
): Promise<boolean> {
  if ((await reads.reports.newest({ reporter: person }, 1)).length > 0) return false;
  if (isMutedNow(await reads.mutes.get(person), now)) return false;
  const question = await reads.questions.of(person);
  if (question && Date.parse(question.until) > now.getTime()) return false;
  if ((await reads.contacts.get(person))?.ledger) return false;
  return !(await reads.auxiliaries.all()).some((one) => one.person === person);
}
