import { withdrawApprovals } from "../approvals/index.ts";
import type { Alert, Slot } from "../domain/alerts.ts";
import { inZone } from "../lib/time.ts";
import type { Tx } from "../store/store.ts";
import { planReaders, tellAll } from "./plan-readers.ts";
import { putMove } from "./put-move.ts";
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

/** A held slot whose catch-up time is over, within a transaction: nothing is sent, and those who were asked hear it. */
export async function lapseSlot(t: Tx, alert: Alert, now: Date): Promise<void> {
  const slot = alert.slot === undefined ? undefined : await t.slots.get(alert.slot);
  if (slot?.state !== "held" || slot.alert !== alert.id) return;
  const { until: _, ...rest } = slot;
  t.slots.put({ ...rest, state: "missed", at: now.toISOString(), reason: "not-approved" });
  const expired = putMove(t, alert, "expire", "bot", now);
  if ("refused" in expired) return;
  await withdrawApprovals(t, { subject: alert.id, kind: "alert", askedBy: alert.author ?? "bot" }, now);
  const text = `${alert.number}「${alert.title}」没等到同意，过了时间，不发了。`;
  tellAll(t, await planReaders(t, [alert.author]), text, now);
}

/** A slot that was planned and shown, and came too late; within a transaction. Others show in the day's list alone. */
export async function tellMissed(t: Tx, slot: Slot, timezone: string, now: Date): Promise<void> {
  const plan = slot.reason === "too-late" ? await t.slots.planned(slot.key) : undefined;
  const alert = plan?.alert === undefined || plan.skipped ? undefined : await t.alerts.get(plan.alert);
  if (!alert || "refused" in putMove(t, alert, "expire", "bot", now)) return;
  await withdrawApprovals(t, { subject: alert.id, kind: "alert", askedBy: alert.author ?? "bot" }, now);
  const at = inZone(slot.due, timezone).format("M月D日 HH:mm");
  const text = `${at}的 ${alert.number}「${alert.title}」错过了时间，没有发。`;
  tellAll(t, await planReaders(t, [alert.author]), text, now);
}
