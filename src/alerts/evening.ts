import type { Alert, PlannedSlot, Schedule } from "../domain/alerts.ts";
import { slotKey } from "../domain/alerts.ts";
import { dayOf, type Instant } from "../domain/slots.ts";
import { fallsOn } from "../domain/workdays.ts";
import { cronInstants } from "../lib/cron.ts";
import { beginningOf, fromWallClock, inZone } from "../lib/time.ts";
import type { Reads, Tx } from "../store/store.ts";
import type { Alerts } from "./alert-files.ts";
import { audienceOf } from "./audience.ts";
import { planReaders, tellAll } from "./plan-readers.ts";
import { planSlot, type SlotDeps } from "./slot-alert.ts";

/** Of a schedule of minutes nobody wants to see each slot beforehand. */
const MOST_A_DAY = 12;
/** More texts than this are shown by their titles alone. */
const TEXTS = 3;

/** A slot to come, and what was planned for it. */
export interface ComingSlot {
  readonly schedule: Schedule;
  readonly instant: Instant;
  readonly plan?: PlannedSlot;
}

/**
 * The slots of a day (`YYYY-MM-DD` in the station's zone) that are still to come, in order of time. What was planned
 * wins: a schedule that was edited since keeps the times of that day's plan.
 */
export async function comingSlots(
  reads: Pick<Reads, "slots">,
  day: string,
  alerts: Pick<Alerts, "schedules" | "calendar">,
  timezone: string,
  now: Date,
): Promise<ComingSlot[]> {
  const begins = beginningOf(inZone(fromWallClock(day, timezone) ?? now, timezone), timezone);
  const ends = beginningOf(inZone(begins, timezone).add(36, "hour").startOf("day"), timezone);
  const plans = (await reads.slots.plannedSince(begins.toISOString())).filter(
    ({ key }) => key.split("@")[1]?.slice(0, 10) === day,
  );
  const coming: ComingSlot[] = [];
  for (const schedule of alerts.schedules) {
    const planned = plans.filter((plan) => plan.schedule === schedule.id);
    const instants =
      planned.length > 0
        ? planned.map(instantOf)
        : [...cronInstants(schedule.cron, timezone, new Date(begins.getTime() - 1), ends)].filter(
            (instant) => dayOf(instant) === day && fallsOn(schedule.when, day, alerts.calendar),
          );
    if (instants.length > MOST_A_DAY) continue;
    for (const instant of instants) {
      const key = slotKey(schedule.id, instant);
      if (instant.at <= now || (await reads.slots.get(key))) continue;
      const plan = planned.find((one) => one.key === key);
      coming.push({ schedule, instant, ...(plan ? { plan } : {}) });
    }
  }
  return coming.sort((a, b) => a.instant.at.getTime() - b.instant.at.getTime());
}

export function instantOf({ key, due }: Pick<PlannedSlot, "key" | "due">): Instant {
  return { at: new Date(due), local: key.slice(key.lastIndexOf("@") + 1) };
}

/**
 * Plans tomorrow once the evening's time has come, and shows it to those who may change or approve it; within a
 * transaction. What was shown is not shown again, whatever the clock does; gives how many were shown.
 */
export async function planEvening(
  t: Tx,
  alerts: Alerts,
  deps: SlotDeps & { readonly preview: string },
  now: Date,
): Promise<number> {
  const { timezone, preview } = deps;
  const today = inZone(now, timezone);
  const evening = fromWallClock(`${today.format("YYYY-MM-DD")} ${preview}`, timezone);
  if (!evening || now < evening) return 0;
  const tomorrow = today.add(1, "day").format("YYYY-MM-DD");
  const shown: PlannedSlot[] = [];
  for (const { schedule, instant, plan } of await comingSlots(t, tomorrow, alerts, timezone, now)) {
    const planned = plan ?? (await planSlot(t, schedule, instant, alerts, deps, now));
    if (!planned || planned.shownAt !== undefined) continue;
    const marked = { ...planned, shownAt: now.toISOString() };
    t.slots.plan(marked);
    shown.push(marked);
  }
  if (shown.length === 0) return 0;
  const alertsShown = await Promise.all(shown.map(({ alert }) => (alert ? t.alerts.get(alert) : undefined)));
  const text = [
    "明天的提示：",
    ...(await planLines(t, shown, timezone)),
    "要改，值班或所领导发「/提示 明天 换」「/提示 明天 用 新的话」「/提示 明天 停 原因」。",
  ].join("\n");
  tellAll(
    t,
    await planReaders(
      t,
      alertsShown.map((alert) => alert?.author),
    ),
    text,
    now,
  );
  return shown.length;
}

/** A plan as it is shown: when, by which schedule, to how many groups, and the words. */
export async function planLines(
  reads: Pick<Reads, "alerts" | "groups">,
  plans: readonly Pick<PlannedSlot, "due" | "schedule" | "alert" | "skipped" | "reason">[],
  timezone: string,
): Promise<string[]> {
  const lines: string[] = [];
  for (const { due, schedule, alert: id, skipped, reason } of plans) {
    const time = inZone(due, timezone).format("HH:mm");
    const alert = id === undefined ? undefined : await reads.alerts.get(id);
    if (skipped) lines.push(`${time} ${schedule}：停发${reason ? `（${reason}）` : ""}`);
    else if (!alert) lines.push(`${time} ${schedule}：没有可发的`);
    else lines.push(...(await alertLines(reads, `${time} ${schedule}`, alert, plans.length <= TEXTS)));
  }
  return lines;
}

async function alertLines(
  reads: Pick<Reads, "groups">,
  head: string,
  alert: Alert,
  isWhole: boolean,
): Promise<string[]> {
  const groups = (await audienceOf(reads, alert)).filter(({ state }) => state === "confirmed").length;
  const approval = waits[alert.state] ?? "";
  const line = `${head} → ${groups}个群，${alert.number}${approval}`;
  return isWhole ? [line, alert.text] : [`${line}「${alert.title}」`];
}

const waits: Partial<Record<Alert["state"], string>> = {
  "pending-approval": "，等人批",
  returned: "，被退回",
  rejected: "，没批准",
  draft: "，没送审",
};
