import type { ActionContext } from "../app/bot-context.ts";
import type { Actor, OfficerId } from "../domain/people.ts";
import { ask, isOpenQuestion } from "../domain/questions.ts";
import type { Tx } from "../store/store.ts";

/** Command that takes the answer. */
const ASKED_BY = "extend";

/**
 * Asks the officer for one line: why these reports, by number, are past their time. False where something else is being
 * asked; that comes first.
 */
export async function askWhy(
  t: Tx,
  officer: OfficerId,
  numbers: readonly string[],
  now: Date,
): Promise<boolean> {
  const open = await t.questions.of(officer);
  if (numbers.length === 0 || (isOpenQuestion(open, now) && open.kind !== "reason")) return false;
  const question = ask(
    { person: officer, kind: "reason", subject: `${ASKED_BY}:${numbers.join(",")}` },
    undefined,
    now,
  );
  if (question) t.questions.put(question);
  return true;
}

/** The same, for the officer who has just answered for another one. */
export function askNextReason(
  { store, clock }: ActionContext,
  actor: Actor,
  numbers: readonly string[],
): Promise<boolean> {
  const now = clock.now();
  return store.tx(async (t) => "officer" in actor && askWhy(t, actor.officer, numbers, now));
}
