import type { ActionContext } from "../app/bot-context.ts";
import { type Actor, type Role, termOf } from "../domain/people.ts";
import { newId } from "../lib/ids.ts";
import { changeOfficer } from "./change-officer.ts";

/** Characters of a name. */
const LONGEST = 12;

/** A new officer, or one who comes back; without an account until they bind one. */
export function addOfficer(
  context: ActionContext,
  actor: Actor,
  { name, role, office }: { readonly name: string; readonly role: Role; readonly office?: string },
) {
  return changeOfficer(context, actor, { name, action: "officer.added" }, (before) => {
    if (before && !before.revokedAt) return { refused: "exists", name };
    if (Array.from(name).length > LONGEST) return { refused: "name-too-long", name };
    const id = before?.id ?? newId(context.clock.now());
    return { id, name, role, accounts: [], fixed: false, ...termOf(before), ...(office ? { office } : {}) };
  });
}
