import type { Contact } from "../domain/people.ts";
import { ask, type QuestionKind } from "../domain/questions.ts";
import type { Tx } from "../store/store.ts";

/** Asks a resident something; false where a question that ranks higher is open. `subject`: as `Question` has it. */
export async function askResident(
  t: Tx,
  { id }: Pick<Contact, "id">,
  kind: QuestionKind,
  subject: string,
  now: Date,
): Promise<boolean> {
  const question = ask({ person: id, kind, subject }, await t.questions.of(id), now);
  if (question) t.questions.put(question);
  return question !== undefined;
}
