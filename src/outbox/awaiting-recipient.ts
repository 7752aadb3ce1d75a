import type { Delivery, Recipient } from "../domain/deliveries.ts";
import type { OutcomeWriter } from "./outcome-writer.ts";

/** Rows whose recipient has no address of the current epoch, or must be left alone. */
export interface AwaitingRecipient {
  /** `why` is noted in the row, so that it is said once and not at every start. */
  park(row: Delivery, why: string): void;
  drop(id: string): void;
  has(id: string): boolean;
  /** Rows of a recipient, or all, taken out. */
  take(who?: Recipient): Delivery[];
}

export function createAwaitingRecipient(deps: {
  outcomes: OutcomeWriter;
  onUndelivered?(row: Delivery): void;
}): AwaitingRecipient {
  const parked = new Map<string, Delivery>();
  return {
    park(row, why) {
      const noted = row.refusal === why ? row : { ...row, refusal: why };
      parked.set(row.id, noted);
      if (noted === row) return;
      deps.outcomes.later(noted);
      deps.onUndelivered?.(noted);
    },
    drop: (id) => void parked.delete(id),
    has: (id) => parked.has(id),
    take(who) {
      if (parked.size === 0) return [];
      const key = who && JSON.stringify(who);
      const rows = [...parked.values()].filter(({ to }) => !key || JSON.stringify(to) === key);
      for (const { id } of rows) parked.delete(id);
      return rows;
    },
  };
}
