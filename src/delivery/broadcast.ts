import type { Alert } from "../domain/alerts.ts";
import { passesQuietHours } from "../domain/alerts.ts";
import type { Delivery } from "../domain/deliveries.ts";
import type { Group } from "../domain/groups.ts";
import type { Tx } from "../store/store.ts";
import { outboxRow } from "./outbox-row.ts";

/** An alert that names no end is news for half a day: over a night at most. */
const LIFE_MS = 12 * 3_600_000;

/**
 * Puts one delivery for each group: within an `outbox.tx`, together with the slot and the alert itself. Groups that
 * nothing may be sent to get a cancelled row, so that the ledger lists them.
 */
export function putBroadcast(
  t: Tx,
  options: { alert: Alert; slot: string; groups: readonly Group[]; due: Date; now: Date },
): Delivery[] {
  const { alert, slot, groups, due, now } = options;
  const rows = groups.map((group): Delivery => {
    const row = outboxRow(
      {
        kind: "broadcast",
        to: { group: group.id },
        channel: group.address.channel,
        text: alert.text,
        expires: alert.expires ?? new Date(due.getTime() + LIFE_MS).toISOString(),
        severe: passesQuietHours(alert.severity),
        alert: alert.id,
        slot,
      },
      now,
    );
    if (group.state === "confirmed") return row;
    return { ...row, state: "cancelled", doneAt: now.toISOString(), refusal: group.state };
  });
  for (const row of rows) t.deliveries.put(row);
  return rows;
}
