import type { ActionContext } from "../app/bot-context.ts";
import type { Group, GroupId } from "../domain/groups.ts";
import type { Actor, Address } from "../domain/people.ts";
import { actingOfficer } from "./acting-officer.ts";
import type { GroupRefused } from "./confirm-group.ts";

/**
 * What the owner of a group asked for, set by an officer: only what is urgent, or everything again. It is the owner's
 * wish, so it holds for groups of jingmin.yaml too.
 */
export function setOnlyUrgent(
  context: ActionContext,
  actor: Actor,
  {
    which,
    onlyUrgent,
  }: { readonly which: { address: Address } | { id: GroupId }; readonly onlyUrgent: boolean },
): Promise<{ readonly done: Group } | GroupRefused> {
  const now = context.clock.now();
  return context.store.tx(async (t) => {
    const officer = await actingOfficer(t, actor, "address" in which ? "groups.confirm" : "groups.manage");
    if (!officer) return { refused: "not-allowed" };
    const group = "address" in which ? await t.groups.byAddress(which.address) : await t.groups.get(which.id);
    if (!group || group.state === "removed") return { refused: "no-group" };
    const { onlyUrgent: _, ...rest } = group;
    const done: Group = onlyUrgent ? { ...rest, onlyUrgent: true } : rest;
    t.groups.put(done);
    t.audit.append({
      at: now.toISOString(),
      actor: { officer: officer.id },
      action: onlyUrgent ? "group.only-urgent" : "group.everything",
      subject: { kind: "group", id: group.id },
    });
    return { done };
  });
}
