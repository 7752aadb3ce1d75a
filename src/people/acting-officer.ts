import type { Actor, Officer } from "../domain/people.ts";
import { may, rolesFor, type StationAction } from "../domain/rights.ts";
import type { Reads } from "../store/store.ts";

/** The actor has no right to this. */
export interface NotAllowed {
  readonly refused: "not-allowed";
}

/** The officer who acts as the store knows them now, where their role may do this. */
export async function actingOfficer(
  reads: Pick<Reads, "officers">,
  actor: Actor,
  action: StationAction,
): Promise<Officer | undefined> {
  const officer = "officer" in actor ? await reads.officers.get(actor.officer) : undefined;
  return officer && may(officer, rolesFor(action)) ? officer : undefined;
}
