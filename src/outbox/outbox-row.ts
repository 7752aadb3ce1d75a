import type { Delivery } from "../domain/deliveries.ts";
import { newId } from "../lib/ids.ts";

type Row = Omit<Delivery, "id" | "state" | "attempts" | "createdAt"> & Partial<Pick<Delivery, "id">>;

/** A new pending row, to be put within a transaction. Makes an id unless one is given. */
export function outboxRow(row: Row, now: Date): Delivery {
  return { id: newId(now), state: "pending", attempts: 0, createdAt: now.toISOString(), ...row };
}
