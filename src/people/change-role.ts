import type { ActionContext } from "../app/bot-context.ts";
import type { Actor, Role } from "../domain/people.ts";
import { changeable, changeOfficer, isLastAdmin } from "./change-officer.ts";

/** Gives an officer another role, and another office where one is named. */
export function changeRole(
  context: ActionContext,
  actor: Actor,
  { name, role, office }: { readonly name: string; readonly role: Role; readonly office?: string },
) {
  return changeOfficer(context, actor, { name, action: "officer.role-changed" }, async (found, t) => {
    const before = changeable(found, name);
    if ("refused" in before) return before;
    if (role !== "admin" && (await isLastAdmin(t, before))) return { refused: "last-admin", name };
    return { ...before, role, ...(office ? { office } : {}) };
  });
}
