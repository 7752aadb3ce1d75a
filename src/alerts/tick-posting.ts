import type { ActionContext } from "../app/bot-context.ts";
import type { Actor } from "../domain/people.ts";
import { actingOfficer, type NotAllowed } from "../people/index.ts";
import { type TickOff, tickOff } from "./posting-book.ts";

/** Ticks off groups that an officer has posted to by hand; without numbers, all of the newest task. */
export function tickPosting(
  context: ActionContext,
  actor: Actor,
  { numbers }: { readonly numbers: readonly number[] },
): Promise<TickOff | NotAllowed> {
  return context.store.tx(async (t) => {
    const officer = await actingOfficer(t, actor, "alerts.post");
    return officer ? tickOff(t, officer, numbers, context.clock.now()) : { refused: "not-allowed" };
  });
}
