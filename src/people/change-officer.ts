import type { ActionContext } from "../app/bot-context.ts";
import type { Actor, Officer } from "../domain/people.ts";
import { openStatuses } from "../domain/reports.ts";
import { may, rolesFor, sightOf } from "../domain/rights.ts";
import type { Reads, Tx } from "../store/store.ts";
import { actingOfficer, type NotAllowed } from "./acting-officer.ts";

/** Why nothing was changed. `fixed`: jingmin.yaml names the officer; `last-admin`: nobody could give rights any more. */
export type OfficerRefused =
  | NotAllowed
  | {
      readonly refused: "no-officer" | "fixed" | "last-admin" | "exists" | "name-too-long";
      readonly name: string;
    };

export interface OfficerChanged {
  readonly done: Officer;
  /** Open reports still with this officer, of those that whoever changed them may see. */
  readonly open: number;
}

/** Changes one officer, with the record in the audit; `decide` may refuse. */
export function changeOfficer(
  context: ActionContext,
  actor: Actor,
  { name, action }: { readonly name: string; readonly action: string },
  decide: (
    before: Officer | undefined,
    t: Tx,
  ) => Promise<Officer | OfficerRefused> | Officer | OfficerRefused,
): Promise<OfficerChanged | OfficerRefused> {
  return context.store.tx(async (t) => {
    const admin = await actingOfficer(t, actor, "people.manage");
    if (!admin) return { refused: "not-allowed" };
    const after = await decide(await t.officers.byName(name), t);
    if ("refused" in after) return after;
    t.officers.put(after);
    t.audit.append({
      at: context.clock.now().toISOString(),
      actor: { officer: admin.id },
      action,
      subject: { kind: "officer", id: after.id },
      facts: { role: after.role, ...(after.office ? { office: after.office } : {}) },
    });
    return { done: after, open: await openReportsOf(t, after, admin) };
  });
}

async function openReportsOf(t: Tx, { id }: Officer, admin: Officer): Promise<number> {
  const filter = { assignee: id, statuses: openStatuses, sight: sightOf(admin) };
  return (await t.reports.find(filter, { limit: 0 })).total;
}

/** The officer as chat may change them. */
export function changeable(before: Officer | undefined, name: string): Officer | OfficerRefused {
  if (!before || before.revokedAt) return { refused: "no-officer", name };
  return before.fixed ? { refused: "fixed", name } : before;
}

/** Whether this officer is the last one who can give rights. */
export async function isLastAdmin(reads: Reads, { id, role }: Officer): Promise<boolean> {
  if (role !== "admin") return false;
  return !(await reads.officers.all()).some((o) => o.id !== id && may(o, rolesFor("people.manage")));
}
