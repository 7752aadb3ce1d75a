import { signAlert } from "../domain/alert-text.ts";
import type { Alert, Schedule, Slot } from "../domain/alerts.ts";
import { formerSlotKey, slotKey } from "../domain/alerts.ts";
import { inAudience } from "../domain/groups.ts";
import type { ScheduleLook } from "../domain/remembered.ts";
import { dayOfFile, drawAlert } from "../domain/rotation.ts";
import { type ClockLeap, dayOf, type Instant, planSlots } from "../domain/slots.ts";
import type { Clock } from "../lib/clock.ts";
import { newId } from "../lib/ids.ts";
import type { Logger } from "../lib/logger.ts";
import { createSerial } from "../lib/serial.ts";
import { monthIn } from "../lib/time.ts";
import type { Store, Tx } from "../store/store.ts";
import type { Alerts } from "./alert-files.ts";
import { putBroadcast } from "./broadcast.ts";
import { dueBetween, firesOften } from "./due.ts";
import { putMove } from "./put-move.ts";
import type { Ticks } from "./ticks.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** Older slots are ignored, however long the bot was away. */
const FURTHEST = 8 * DAY;

export interface Scheduler {
  /** Decides about slots since the last run, then looks at every tick and every minute. */
  start(): Promise<void>;
  /** Decides about all slots that are due now. */
  look(): Promise<void>;
  /** Resolves when no look is under way. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

export interface SchedulerDeps {
  readonly store: Store;
  /** Reads the folder of alerts; called at each look, so that an edit takes effect. */
  load(): Promise<Alerts>;
  readonly ticks: Ticks;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly timezone: string;
  /** Signs the alerts. */
  readonly station: string;
  readonly catchUpMs: number;
  /** Must not throw. */
  onClockLeap?(leap: ClockLeap): void;
}

/** Turns due slots into deliveries. Each slot fires at most once, ever, also across crashes and changes of the clock. */
export function createScheduler(deps: SchedulerDeps): Scheduler {
  const { store, clock, logger, timezone } = deps;
  let lastLook: Date | undefined;
  const looks = createSerial();
  let stopped = true;
  let ticking = "";
  let stopTicks = () => {};
  let cancelMinute = () => {};
  let lastFaults = "";

  /** Looks run one after the other. `at`: the instant of a tick; timers may fire a little before it. */
  function look(at?: Date): Promise<void> {
    return looks
      .run(async () => (stopped ? undefined : lookNow(at)))
      .catch((error: unknown) => logger.error({ err: error }, "looking for due slots failed"));
  }

  async function lookNow(at: Date | undefined): Promise<void> {
    const alerts = await load();
    const clockNow = clock.now();
    const early = at !== undefined && at > clockNow && at.getTime() - clockNow.getTime() < 1000;
    const now = early ? at : clockNow;
    const leapt = lastLook !== undefined && now.getTime() - lastLook.getTime() >= DAY;
    const from = lastLook;
    lastLook = now;

    const known = new Map((await store.schedules.all()).map((look) => [look.id, look]));
    const looked: ScheduleLook[] = [];
    const held: Slot[] = [];
    for (const schedule of alerts.schedules) {
      const cron = `${schedule.cron} ${timezone}`;
      const before = known.get(schedule.id);
      const until = now.toISOString();
      const isNew = before?.cron !== cron;
      looked.push({ id: schedule.id, cron, from: (isNew ? undefined : before.from) ?? until, until });
      // A schedule that is new, or whose cron was edited, begins now.
      if (isNew) continue;
      // The clock was set back: look again at the time it had leapt over. Slots with a row stay as they are.
      const isBack = before.until > until;
      const seen = isBack ? (before.from ?? until) : before.until;
      const since = Math.max(Date.parse(seen), now.getTime() - FURTHEST);
      const due = dueBetween(schedule, timezone, new Date(since), now);
      if (due.length === 0) continue;
      const { calendar } = alerts;
      const plan = planSlots({ schedule, due, calendar, now, leapt, catchUpMs: deps.catchUpMs });
      const written = await decide(schedule, plan.fire, plan.decided, alerts, now);
      held.push(...written.filter((slot) => slot.state === "held"));
    }
    const present = new Set(alerts.schedules.map(({ id }) => id));
    // While a file cannot be read its schedules are unknown: keep what is remembered of them.
    const isWhole = !alerts.faults.some((fault) => fault.severity === "error");
    await store.tx(async (t) => {
      for (const look of looked) t.schedules.put(look);
      for (const id of known.keys()) if (isWhole && !present.has(id)) t.schedules.remove(id);
    });
    retick(alerts.schedules);
    if (leapt && from) {
      logger.warn(
        { from, to: now, held: held.length },
        "the clock leapt forward by a day or more: slots due in between are held",
      );
      deps.onClockLeap?.({ from, to: now, held });
    }
  }

  /** Writes what was decided about one schedule, in one transaction. A slot with a row stays as it is. Returns the new rows of slots that did not fire. */
  async function decide(
    schedule: Schedule,
    fire: Instant | undefined,
    decided: readonly Slot[],
    alerts: Alerts,
    now: Date,
  ): Promise<Slot[]> {
    const { fired, written } = await store.tx(async (t) => {
      const written: Slot[] = [];
      for (const slot of decided) {
        if (await isDecided(t, slot)) continue;
        t.slots.put(slot);
        written.push(slot);
      }
      return { written, fired: fire && (await fireSlot(t, schedule, fire, alerts, now)) };
    });
    if (fired)
      logger.info({ slot: fired.slot.key, state: fired.slot.state, groups: fired.groups }, "a slot was due");
    return written;
  }

  async function fireSlot(t: Tx, schedule: Schedule, instant: Instant, alerts: Alerts, now: Date) {
    const { id, series } = schedule;
    const key = slotKey(id, instant);
    const slot = { key, schedule: id, series, due: instant.at.toISOString(), at: now.toISOString() };
    if (await isDecided(t, slot)) return undefined;
    const drawn = await t.draws.get(series);
    const recent = drawn ? [drawn.last, ...(drawn.undated ? [drawn.undated] : [])] : [];
    const draft = drawAlert(alerts.series.get(schedule.series) ?? [], { day: dayOf(instant), now, recent });
    const groups = (await t.groups.all()).filter((group) => inAudience(group, schedule.audience ?? {}));
    if (!draft || groups.length === 0) {
      const missed: Slot = { ...slot, state: "missed", reason: draft ? "no-group" : "no-alert" };
      t.slots.put(missed);
      return { slot: missed, groups: 0 };
    }
    const alert: Alert = {
      ...draft,
      id: newId(now),
      number: await t.alerts.nextNumber(monthIn(timezone, now)),
      state: "draft",
      slot: key,
      text: signAlert(draft.text, deps.station),
    };
    const approved = putMove(t, alert, "approve-file", "folder", now);
    const moved = "refused" in approved ? approved : putMove(t, approved.alert, "broadcast", "bot", now);
    if ("refused" in moved) {
      // Drawn a moment before it was over.
      const missed: Slot = { ...slot, state: "missed", reason: "no-alert" };
      t.slots.put(missed);
      return { slot: missed, groups: 0 };
    }
    const sent: Slot = { ...slot, state: "fired", file: alert.file, alert: alert.id };
    t.slots.put(sent);
    const catchUpMs = schedule.catchUpMs ?? deps.catchUpMs;
    const repeats = firesOften(schedule, timezone, instant.at);
    await putBroadcast(t, {
      alert,
      slot: key,
      groups,
      due: instant.at,
      now,
      timezone,
      repeats,
      catchUpMs,
    });
    const undated = dayOfFile(alert.file) ? drawn?.undated : alert.file;
    t.draws.put({ series, last: alert.file, ...(undated === undefined ? {} : { undated }) });
    return { slot: sent, groups: groups.length };
  }

  async function load(): Promise<Alerts> {
    const alerts = await deps.load();
    const faults = JSON.stringify(alerts.faults);
    if (faults !== lastFaults)
      // A warning is for who looks: the terminal at the start, and `check`.
      for (const fault of alerts.faults)
        logger[fault.severity === "error" ? "warn" : "debug"](fault, "alerts: a file has a fault");
    lastFaults = faults;
    return alerts;
  }

  function retick(schedules: readonly Schedule[]): void {
    const crons = schedules.map(({ cron }) => cron);
    if (stopped || JSON.stringify(crons) === ticking) return;
    ticking = JSON.stringify(crons);
    stopTicks();
    stopTicks = deps.ticks(crons, timezone, (at) => void look(at));
  }

  /** Looks once a minute besides the ticks: for edits, leaps of the clock, and slots missed while the machine slept. */
  function lookEachMinute(): void {
    cancelMinute = clock.after(MINUTE, () => {
      void look();
      lookEachMinute();
    });
  }

  return {
    async start() {
      stopped = false;
      lookEachMinute();
      await look();
    },
    look: () => look(),
    idle: looks.idle,
    async stop() {
      stopped = true;
      cancelMinute();
      stopTicks();
      await looks.idle();
    },
  };
}

/** Whether the slot has a row, by its key or the one used until 2026-12. The latter can go when all such rows are older than eight days. */
async function isDecided(t: Tx, slot: Pick<Slot, "key" | "schedule" | "due">): Promise<boolean> {
  return Boolean((await t.slots.get(slot.key)) ?? (await t.slots.get(formerSlotKey(slot))));
}
