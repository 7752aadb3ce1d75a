import type { Schedule, Slot } from "../domain/alerts.ts";
import type { ScheduleLook } from "../domain/remembered.ts";
import { type ClockLeap, dayOf, type Instant, planSlots } from "../domain/slots.ts";
import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../lib/logger.ts";
import { createSerial } from "../lib/serial.ts";
import type { Store } from "../store/store.ts";
import type { Alerts } from "./alert-files.ts";
import { dueBetween } from "./due.ts";
import { instantOf, planEvening } from "./evening.ts";
import { fireSlot, isDecided } from "./fire-slot.ts";
import { tellMissed } from "./held-slots.ts";
import { tellEdits } from "./night-edits.ts";
import { suggestInEvening } from "./suggestions.ts";
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
  /** `18:00`: when tomorrow is planned and shown; without it every slot draws when it is due. */
  readonly preview?: string | undefined;
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
    if (lastLook === undefined || now.getTime() < lastLook.getTime() - MINUTE) await freeHeld(now);
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
      const due = await planned(schedule, dueBetween(schedule, timezone, new Date(since), now), since, now);
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
    await lookAhead(alerts, now);
    retick(alerts.schedules);
    if (leapt && from) {
      logger.warn(
        { from, to: now, held: held.length },
        "the clock leapt forward by a day or more: slots due in between are held",
      );
      deps.onClockLeap?.({ from, to: now, held });
    }
  }

  /**
   * Where the clock was set back, what was to go out in half a minute would wait for as long as the clock went back:
   * what is urgent, and made in a time that is still to come, goes now.
   */
  async function freeHeld(now: Date): Promise<void> {
    const at = now.toISOString();
    await store.tx(async (t) => {
      for (const row of await t.deliveries.inStates(["pending"])) {
        const isAhead = row.createdAt > at && row.notBefore !== undefined && row.notBefore > at;
        if (row.kind !== "broadcast" || !row.severe || !isAhead) continue;
        const { notBefore: _, ...rest } = row;
        t.deliveries.put(rest);
      }
    });
  }

  /** What of a schedule fell due: on a day that was planned what the plan says, whatever was edited since. */
  async function planned(
    { id }: Schedule,
    due: readonly Instant[],
    since: number,
    now: Date,
  ): Promise<readonly Instant[]> {
    const plans = (await store.slots.plannedSince(new Date(since - DAY).toISOString())).filter(
      (plan) => plan.schedule === id,
    );
    if (plans.length === 0) return due;
    const days = new Set(plans.map((plan) => dayOf(instantOf(plan))));
    const ofPlan = plans.map(instantOf).filter(({ at }) => at.getTime() > since && at <= now);
    return [...due.filter((instant) => !days.has(dayOf(instant))), ...ofPlan].sort(
      (a, b) => a.at.getTime() - b.at.getTime(),
    );
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
        await tellMissed(t, slot, timezone, now);
        written.push(slot);
      }
      return { written, fired: fire && (await fireSlot(t, schedule, fire, alerts, deps, now)) };
    });
    if (fired)
      logger.info({ slot: fired.slot.key, state: fired.slot.state, groups: fired.groups }, "a slot was due");
    return written;
  }

  /** The evening before, and the night. */
  async function lookAhead(alerts: Alerts, now: Date): Promise<void> {
    const { preview } = deps;
    if (preview === undefined) return;
    const shown = await store.tx(async (t) => {
      await tellEdits(t, alerts, deps, now);
      await suggestInEvening(t, alerts, { ...deps, preview }, now);
      return planEvening(t, alerts, { ...deps, preview }, now);
    });
    if (shown > 0) logger.info({ slots: shown }, "tomorrow's alerts were planned and shown");
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
