import type { ActionContext } from "../app/bot-context.ts";
import type { Group } from "../domain/groups.ts";
import type { Actor } from "../domain/people.ts";
import { actingOfficer, type NotAllowed } from "./acting-officer.ts";

export interface NumberedGroup {
  /** Its place in the order in which groups became known: it stays with the group. */
  readonly number: number;
  readonly group: Group;
}

/** Every group that was not removed, with its number. */
export async function listGroups(
  { store }: ActionContext,
  actor: Actor,
): Promise<{ readonly done: readonly NumberedGroup[] } | NotAllowed> {
  if (!(await actingOfficer(store, actor, "groups.manage"))) return { refused: "not-allowed" };
  const done = (await store.groups.all())
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .map((group, index) => ({ group, number: index + 1 }))
    .filter(({ group }) => group.state !== "removed");
  return { done };
}
