import type { Delivery, Recipient } from "../domain/deliveries.ts";
import type { OutcomeWriter } from "./outcome-writer.ts";

/** Rows that wait for their recipient: no address of the current epoch is known, the person may be hiding, or has to write first. */
export interface AwaitingRecipient {
  /** `why` is stored in the row, so that it is reported once and not again at every start. */
  add(row: Delivery, why: string): void;
  drop(id: string): void;
  has(id: string): boolean;
  isEmpty(): boolean;
  /** Removes and returns the rows of one recipient, or of all. */
  take(who?: Recipient): Delivery[];
}

export function createAwaitingRecipient(deps: {
  outcomes: OutcomeWriter;
  onUndelivered?(row: Delivery): void;
}): AwaitingRecipient {
  const waiting = new Map<string, Delivery>();
  return {
    add(row, why) {
      const noted = row.refusal === why ? row : { ...row, refusal: why };
      waiting.set(row.id, noted);
      if (noted === row) return;
      deps.outcomes.later(noted);
      deps.onUndelivered?.(noted);
    },
    drop: (id) => void waiting.delete(id),
    has: (id) => waiting.has(id),
    isEmpty: () => waiting.size === 0,
    take(who) {
      if (waiting.size === 0) return [];
      const key = who && JSON.stringify(who);
      const rows = [...waiting.values()].filter(({ to }) => !key || JSON.stringify(to) === key);
      for (const { id } of rows) waiting.delete(id);
      return rows;
    },
  };
}
