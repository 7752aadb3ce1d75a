import type { Delivery, Recipient } from "../domain/deliveries.ts";
import { recipientOf } from "./lanes.ts";
import type { OutcomeWriter } from "./outcome-writer.ts";

/** Rows that wait for their recipient: no address of the current epoch is known, the person may be hiding, or has to write first. */
export interface AwaitingRecipient {
  /** `why` is stored in the row, so that it is reported once and not again at every start. */
  add(row: Delivery, why: string): void;
  drop(id: string): void;
  has(id: string): boolean;
  /** Whether a resident is to have something as soon as they write. */
  hasForResidents(): boolean;
  /** Removes and returns the rows of one recipient, or of all. */
  take(who?: Recipient): Delivery[];
}

export function createAwaitingRecipient(deps: {
  outcomes: OutcomeWriter;
  onUndelivered?(row: Delivery): void;
}): AwaitingRecipient {
  const waiting = new Map<string, Delivery>();
  /** Ids of the rows of each recipient: somebody may be owed thousands while others write. */
  const owed = new Map<string, Set<string>>();
  let forResidents = 0;

  function remove(row: Delivery): void {
    waiting.delete(row.id);
    if ("person" in row.to) forResidents--;
    const key = recipientOf(row);
    const ids = owed.get(key);
    ids?.delete(row.id);
    if (ids?.size === 0) owed.delete(key);
  }

  return {
    add(row, why) {
      const noted = row.refusal === why ? row : { ...row, refusal: why };
      const before = waiting.get(row.id);
      if (before) remove(before);
      waiting.set(row.id, noted);
      if ("person" in row.to) forResidents++;
      const key = recipientOf(row);
      owed.set(key, (owed.get(key) ?? new Set()).add(row.id));
      if (noted === row) return;
      deps.outcomes.later(noted);
      deps.onUndelivered?.(noted);
    },
    drop(id) {
      const row = waiting.get(id);
      if (row) remove(row);
    },
    has: (id) => waiting.has(id),
    hasForResidents: () => forResidents > 0,
    take(who) {
      if (waiting.size === 0) return [];
      const ids = who ? owed.get(recipientOf({ to: who })) : waiting.keys();
      const rows = [...(ids ?? [])].flatMap((id) => waiting.get(id) ?? []);
      for (const row of rows) remove(row);
      return rows;
    },
  };
}
