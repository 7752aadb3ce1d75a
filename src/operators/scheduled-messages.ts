import type { Delivery } from "../domain/deliveries.ts";
import type { OfficerId } from "../domain/people.ts";
import { MOST_A_DAY } from "../domain/rounds.ts";
import { inZone } from "../lib/time.ts";
import { outboxRow } from "../outbox/index.ts";
import type { Tx } from "../store/store.ts";

/**
 * Puts a message that comes by the clock. False, and nothing is put, where the officer has had as many today as may come:
 * what it says must come another day.
 */
export async function sendScheduled(
  t: Tx,
  officer: OfficerId,
  message: Pick<Delivery, "text"> & Partial<Pick<Delivery, "notBefore" | "expires" | "brief">>,
  { zone, now }: { readonly zone: string; readonly now: Date },
): Promise<boolean> {
  const day = inZone(now, zone).format("YYYY-MM-DD");
  const before = await t.scheduled.get(officer);
  const count = before?.day === day ? before.count : 0;
  if (count >= MOST_A_DAY) return false;
  t.scheduled.put({ ...before, officer, day, count: count + 1 });
  t.deliveries.put(outboxRow({ kind: "notice", to: { officer }, ...message }, now));
  return true;
}
