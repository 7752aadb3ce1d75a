import type { ActionContext } from "../app/bot-context.ts";
import type { Group, GroupId } from "../domain/groups.ts";
import type { Actor } from "../domain/people.ts";
import { actingOfficer } from "./acting-officer.ts";
import type { GroupRefused } from "./confirm-group.ts";

/** Nothing is sent to the group any more, until it is confirmed again. */
export function removeGroup(
  context: ActionContext,
  actor: Actor,
  { id }: { readonly id: GroupId },
): Promise<{ readonly done: Group } | GroupRefused> {
  return context.store.tx(async (t) => {
    const admin = await actingOfficer(t, actor, "groups.manage");
    if (!admin) return { refused: "not-allowed" };
    const group = await t.groups.get(id);
    if (!group || group.state === "removed") return { refused: "no-group" };
    if (group.fixed) return { refused: "fixed", group };
    const removed = { ...group, state: "removed" as const };
    t.groups.put(removed);
    t.audit.append({
      at: context.clock.now().toISOString(),
      actor: { officer: admin.id },
      action: "group.removed",
      subject: { kind: "group", id },
    });
    return { done: removed };
  });
}
