import type { ActionContext } from "../app/bot-context.ts";
import type { Actor } from "../domain/people.ts";
import { changeable, changeOfficer, isLastAdmin } from "./change-officer.ts";

/** Ends an officer's rights and unbinds every account. */
export function revokeOfficer(context: ActionContext, actor: Actor, { name }: { readonly name: string }) {
  return changeOfficer(context, actor, { name, action: "officer.revoked" }, async (found, t) => {
    const before = changeable(found, name);
    if ("refused" in before) return before;
    if (await isLastAdmin(t, before)) return { refused: "last-admin", name };
    return { ...before, accounts: [], revokedAt: context.clock.now().toISOString() };
  });
}
