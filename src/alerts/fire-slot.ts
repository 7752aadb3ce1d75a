import { approversOf } from "../approvals/index.ts";
import { type Alert, formerSlotKey, type Schedule, type Slot, slotKey } from "../domain/alerts.ts";
import { inAudience } from "../domain/groups.ts";
import { topicsOf } from "../domain/move-alert.ts";
import type { Officer } from "../domain/people.ts";
import type { Instant } from "../domain/slots.ts";
import { inZone } from "../lib/time.ts";
import type { Reads, Tx } from "../store/store.ts";
import { alertApprovers } from "./alert-approvers.ts";
import type { Alerts } from "./alert-files.ts";
import { firesOften } from "./due.ts";
import { planReaders, tellAll } from "./plan-readers.ts";
import { sendAlert } from "./send-alert.ts";
import { putSlotAlert, type SlotDeps } from "./slot-alert.ts";

const MINUTE = 60_000;

export interface FireDeps extends SlotDeps {
  /** Plans are made the evening before: a slot without one is told of. */
  readonly preview?: string | undefined;
}

/**
 * A slot whose time has come, within a transaction: what was planned for it, else what is drawn now, is sent; without
 * approval it is held. Fires at most once: `undefined` where it was decided before.
 */
export async function fireSlot(
  t: Tx,
  schedule: Schedule,
  instant: Instant,
  alerts: Alerts,
  deps: FireDeps,
  now: Date,
): Promise<{ readonly slot: Slot; readonly groups: number } | undefined> {
  const { id, series } = schedule;
  const key = slotKey(id, instant);
  const base = { key, schedule: id, series, due: instant.at.toISOString(), at: now.toISOString() };
  if (await isDecided(t, base)) return undefined;
  const put = (slot: Slot, groups = 0) => {
    t.slots.put(slot);
    return { slot, groups };
  };
  const plan = await t.slots.planned(key);
  if (plan?.skipped) return put({ ...base, state: "missed", reason: "stopped" });
  const planned = plan?.alert === undefined ? undefined : await t.alerts.get(plan.alert);
  const hasGroup = (await t.groups.all()).some((group) => inAudience(group, schedule.audience ?? {}));
  if (!planned && !hasGroup) return put({ ...base, state: "missed", reason: "no-group" });
  const alert = planned ?? (await putSlotAlert(t, schedule, instant, alerts, deps, now));
  if (!alert) return put({ ...base, state: "missed", reason: "no-alert" });
  const catchUpMs = schedule.catchUpMs ?? deps.catchUpMs;
  const chosen = { ...base, file: alert.file, alert: alert.id };
  if (alert.state === "pending-approval" || alert.state === "draft" || alert.state === "returned") {
    const until = new Date(instant.at.getTime() + Math.max(catchUpMs, MINUTE)).toISOString();
    const slot: Slot = { ...chosen, state: "held", reason: "not-approved", until };
    await tellHeld(t, alert, slot, deps, now);
    return put(slot);
  }
  const { timezone } = deps;
  const repeats = firesOften(schedule, timezone, instant.at);
  const sent = await sendAlert(t, alert, now, { timezone, due: instant.at, catchUpMs, repeats });
  if ("refused" in sent) {
    const reason = sent.refused === "over" ? "no-alert" : "rejected";
    return put({ ...chosen, state: "missed", reason });
  }
  if (sent.rows.length === 0) return put({ ...chosen, state: "missed", reason: "no-group" });
  if (!planned && deps.preview !== undefined) await tellUnplanned(t, alert, base, deps, now);
  return put({ ...chosen, state: "fired" }, sent.rows.length);
}

/** Those who can release a slot whose alert waits for approval. */
async function releasersOf(reads: Pick<Reads, "officers" | "reports">, alert: Alert): Promise<Officer[]> {
  const asking = {
    subject: alert.id,
    askedBy: alert.author ?? "bot",
    topics: topicsOf(alert),
  } as const;
  return (await approversOf(reads, alertApprovers, asking)).flat();
}

/** Says to those who can release it that a slot waits for approval, and until when; then it lapses. */
async function tellHeld(t: Tx, alert: Alert, slot: Slot, deps: FireDeps, now: Date): Promise<void> {
  const clock = (at: string) => inZone(at, deps.timezone).format("HH:mm");
  const { until = slot.due } = slot;
  const number = alert.number ?? "";
  const text = `${clock(slot.due)}的「${alert.title}」还没人批，先不发。\n${clock(until)}前回「同意 ${number}」就发，过后不发了。`;
  tellAll(t, await releasersOf(t, alert), text, now);
  t.timers.put({ id: `alert/lapse/${alert.id}`, kind: "alert", subject: alert.id, at: until, step: "lapse" });
}

/** The first slot of a schedule and day that nobody saw the evening before. */
async function tellUnplanned(
  t: Tx,
  alert: Alert,
  { due, schedule, key }: Pick<Slot, "due" | "schedule" | "key">,
  { timezone }: FireDeps,
  now: Date,
): Promise<void> {
  const local = inZone(due, timezone);
  const today = await t.slots.since(local.startOf("day").toISOString());
  if (today.some((slot) => slot.schedule === schedule && slot.key !== key)) return;
  const text = `昨晚没排计划，${local.format("HH:mm")}发的是 ${alert.number}「${alert.title}」。`;
  tellAll(t, await planReaders(t), text, now);
}

/** Whether the slot has a row, by its key or the one used until 2026-12. The latter can go when all such rows are older than eight days. */
export async function isDecided(t: Tx, slot: Pick<Slot, "key" | "schedule" | "due">): Promise<boolean> {
  return Boolean((await t.slots.get(slot.key)) ?? (await t.slots.get(formerSlotKey(slot))));
}
