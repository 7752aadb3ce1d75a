import type { Alert } from "../domain/alerts.ts";
import { passesQuietHours } from "../domain/alerts.ts";
import type { Delivery } from "../domain/deliveries.ts";
import type { Group } from "../domain/groups.ts";
import { outboxRow, withPicture } from "../outbox/index.ts";
import type { Tx } from "../store/store.ts";

const HOUR = 3_600_000;
/** An alert without `expires` is sent for half a day at most. */
const LIFE_MS = 12 * HOUR;

/**
 * Puts one delivery for each group, in the transaction that puts the slot and the alert. A group that nothing may be
 * sent to gets a cancelled row, so that the day's list shows it.
 */
export function putBroadcast(
  t: Tx,
  options: {
    alert: Alert;
    slot?: string | undefined;
    groups: readonly Group[];
    due: Date;
    now: Date;
    /** How late (ms) its schedule still fires: a late alert needs time to go out, too. */
    catchUpMs?: number;
  },
): Delivery[] {
  const { alert, slot, groups, due, now, catchUpMs = 0 } = options;
  const life = catchUpMs < LIFE_MS ? LIFE_MS : catchUpMs + HOUR;
  const rows = groups.map((group): Delivery => {
    const row = outboxRow(
      {
        kind: "broadcast",
        to: { group: group.id },
        channel: group.address.channel,
        text: alert.text,
        expires: alert.expires ?? new Date(due.getTime() + life).toISOString(),
        severe: passesQuietHours(alert.severity),
        alert: alert.id,
        ...(slot === undefined ? {} : { slot }),
      },
      now,
    );
    if (group.state === "confirmed") return alert.poster ? withPicture(row, now) : row;
    return { ...row, state: "cancelled", doneAt: now.toISOString(), refusal: group.state };
  });
  for (const row of rows) t.deliveries.put(row);
  return rows;
}
