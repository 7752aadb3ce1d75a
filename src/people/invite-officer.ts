import type { ActionContext } from "../app/bot-context.ts";
import type { Actor } from "../domain/people.ts";
import { actingOfficer } from "./acting-officer.ts";
import type { OfficerRefused } from "./change-officer.ts";

/** Milliseconds. */
const VALID = 24 * 60 * 60_000;

/** A code with which the officer of exactly that name binds an account. */
export function inviteOfficer(
  context: ActionContext,
  actor: Actor,
  { name }: { readonly name: string },
): Promise<{ readonly done: { readonly code: string } } | OfficerRefused> {
  const code = context.newCode();
  const now = context.clock.now();
  return context.store.tx(async (t) => {
    const admin = await actingOfficer(t, actor, "people.manage");
    if (!admin) return { refused: "not-allowed" };
    const invited = await t.officers.byName(name);
    if (!invited || invited.revokedAt) return { refused: "no-officer", name };
    const expiresAt = new Date(now.getTime() + VALID).toISOString();
    t.codes.put({ hash: context.hashCode(code), officer: invited.id, term: invited.term, expiresAt });
    t.audit.append({
      at: now.toISOString(),
      actor: { officer: admin.id },
      action: "officer.invited",
      subject: { kind: "officer", id: invited.id },
    });
    return { done: { code } };
  });
}
