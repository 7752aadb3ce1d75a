import type { Delivery } from "../domain/deliveries.ts";
import type { Group, GroupId } from "../domain/groups.ts";
import type { Store, Tx } from "../store/store.ts";

/** A transaction of the store, and what it has put that the outbox must take up. */
export async function recordedTx<T>(
  store: Pick<Store, "tx">,
  work: (t: Tx) => Promise<T>,
): Promise<{ value: T; rows: Delivery[]; confirmed: GroupId[] }> {
  let rows: Delivery[] = [];
  let confirmed: GroupId[] = [];
  const value = await store.tx((t) => {
    // `work` may be run twice: only what its last run put counts.
    rows = [];
    confirmed = [];
    const deliveries = {
      ...t.deliveries,
      put(row: Delivery) {
        rows.push(row);
        t.deliveries.put(row);
      },
    };
    const groups = {
      ...t.groups,
      put(group: Group) {
        if (group.state === "confirmed") confirmed.push(group.id);
        t.groups.put(group);
      },
    };
    return work({ ...t, deliveries, groups });
  });
  return { value, rows: rows.sort(byUrgency), confirmed };
}

/** Answers are routed first, so that no broadcast of the same transaction takes their turn. */
function byUrgency(a: Delivery, b: Delivery): number {
  return urgency.indexOf(a.kind) - urgency.indexOf(b.kind);
}
const urgency: readonly Delivery["kind"][] = ["answer", "notice", "broadcast"];
