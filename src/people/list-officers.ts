import type { ActionContext } from "../app/bot-context.ts";
import type { Actor, Officer } from "../domain/people.ts";
import { actingOfficer, type NotAllowed } from "./acting-officer.ts";

/** Every officer who is not revoked, by name. */
export async function listOfficers(
  { store }: ActionContext,
  actor: Actor,
): Promise<{ readonly done: readonly Officer[] } | NotAllowed> {
  if (!(await actingOfficer(store, actor, "people.manage"))) return { refused: "not-allowed" };
  return { done: (await store.officers.all()).filter((officer) => !officer.revokedAt) };
}
