import type { ActionContext } from "../app/bot-context.ts";
import type { Actor, Officer, Role } from "../domain/people.ts";
import { noticeAdmins } from "../operators/index.ts";
import { isStale } from "../outbox/index.ts";
import { actingOfficer, type NotAllowed } from "./acting-officer.ts";

/** Milliseconds. */
const VALID = 60 * 60_000;
/** Those whose rights are greater are let back in by each other, or by an admin. */
const greater: readonly Role[] = ["leader", "admin", "auditor"];

/** `bound`: they can write to the bot as it is; `never`: they were not bound yet, an admin invites them first. */
export type ColleagueRefused =
  | NotAllowed
  | { readonly refused: "no-officer" | "bound" | "never" | "greater" };

/**
 * A code with which a colleague binds again whose accounts are all of a login before: whoever gives it knows them, admins
 * are told, and it is good for an hour.
 */
export function inviteColleague(
  context: ActionContext,
  actor: Actor,
  { name }: { readonly name: string },
): Promise<{ readonly done: { readonly code: string; readonly officer: Officer } } | ColleagueRefused> {
  const code = context.newCode();
  const now = context.clock.now();
  return context.store.tx(async (t) => {
    const giver = await actingOfficer(t, actor, "colleague.invite");
    if (!giver) return { refused: "not-allowed" };
    const officer = await t.officers.byName(name);
    if (!officer || officer.revokedAt || officer.id === giver.id) return { refused: "no-officer" };
    if (officer.accounts.length === 0) return { refused: "never" };
    if (officer.accounts.some((account) => !isStale(account, context.channels))) return { refused: "bound" };
    if (greater.includes(officer.role) && !greater.includes(giver.role)) return { refused: "greater" };
    const expiresAt = new Date(now.getTime() + VALID).toISOString();
    t.codes.put({ hash: context.hashCode(code), officer: officer.id, term: officer.term, expiresAt });
    t.audit.append({
      at: now.toISOString(),
      actor: { officer: giver.id },
      action: "officer.invited",
      subject: { kind: "officer", id: officer.id },
    });
    await noticeAdmins(t, `${giver.name}给了${officer.name}一个重新绑定的码。`, now, giver.id);
    return { done: { code, officer } };
  });
}
