import type { Alert } from "../domain/alerts.ts";
import type { Tx } from "../store/store.ts";
import { sendAlert } from "./send-alert.ts";

/**
 * What becomes of a slot once its alert was decided, within a transaction: one that is held is sent while there is time,
 * or missed where the alert was rejected. Before its time nothing: the scheduler sends it then.
 */
export async function releaseSlot(t: Tx, alert: Alert, now: Date, timezone: string): Promise<void> {
  const slot = alert.slot === undefined ? undefined : await t.slots.get(alert.slot);
  if (slot?.state !== "held" || slot.alert !== alert.id) return;
  const { until, reason: _, ...rest } = slot;
  const at = now.toISOString();
  if (alert.state === "rejected") {
    t.slots.put({ ...rest, state: "missed", at, reason: "rejected" });
    return;
  }
  if (alert.state !== "approved" || (until !== undefined && until <= at)) return;
  const sent = await sendAlert(t, alert, now, { timezone, due: new Date(slot.due) });
  if (!("refused" in sent)) t.slots.put({ ...rest, state: "fired", at });
}
