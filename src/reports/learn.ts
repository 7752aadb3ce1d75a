import type { Correction } from "../domain/corrections.ts";
import type { Role } from "../domain/people.ts";
import { newId } from "../lib/ids.ts";
import type { Tx } from "../store/store.ts";

/** Keeps what somebody set right, by the report's id: the model learns from it, and no words are kept twice. */
export function keepCorrection(
  t: Tx,
  set: Pick<Correction, "report" | "field" | "label">,
  byRole: Role | "resident",
  now: Date,
): void {
  t.corrections.append({ id: newId(now), ...set, byRole, at: now.toISOString() });
}
