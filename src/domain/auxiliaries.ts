import type { OfficerId, PersonId } from "./people.ts";

/** A 治安协管员: a resident whom the station knows by the number on their armband, and nowhere by name. */
export interface Auxiliary {
  /** Of the armband: `12`. */
  readonly id: string;
  readonly person: PersonId;
  readonly by: OfficerId;
  /** ISO 8601. */
  readonly at: string;
}
