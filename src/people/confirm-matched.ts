import type { ActionContext } from "../app/bot-context.ts";
import type { Group } from "../domain/groups.ts";
import type { Actor } from "../domain/people.ts";
import { isStale } from "../outbox/index.ts";
import { actingOfficer, type NotAllowed } from "./acting-officer.ts";

/**
 * After a login that re-issued ids: an admin's 「都对」 confirms all groups that were found again by a name that only one
 * has. What was never confirmed, and what is of an earlier login, stays as it is.
 */
export function confirmMatched(
  context: ActionContext,
  actor: Actor,
): Promise<{ readonly done: readonly Group[] } | NotAllowed> {
  const now = context.clock.now();
  return context.store.tx(async (t) => {
    const admin = await actingOfficer(t, actor, "groups.manage");
    if (!admin) return { refused: "not-allowed" };
    const all = (await t.groups.all()).filter(({ state }) => state !== "removed");
    const isAlone = (group: Group) =>
      all.filter(({ address, name }) => address.channel === group.address.channel && name === group.name)
        .length === 1;
    const matched = all.filter(
      (group) =>
        group.state === "unconfirmed" &&
        group.confirmedAt !== undefined &&
        group.name !== undefined &&
        isAlone(group) &&
        !isStale(group.address, context.channels),
    );
    const at = now.toISOString();
    const done = matched.map(
      (group): Group => ({ ...group, state: "confirmed", confirmedBy: admin.id, confirmedAt: at }),
    );
    for (const group of done) {
      t.groups.put(group);
      t.audit.append({
        at,
        actor: { officer: admin.id },
        action: "group.confirmed",
        subject: { kind: "group", id: group.id },
        facts: { by: "name" },
      });
    }
    return { done };
  });
}
