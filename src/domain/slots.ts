import type { Schedule, Slot } from "./alerts.ts";
import { slotKey } from "./alerts.ts";
import { fallsOn, type HolidayCalendar } from "./workdays.ts";

/** One due time of a schedule. */
export interface Instant {
  /** When it comes; where clocks change that need not be what `local` names. */
  readonly at: Date;
  /** Nominal date and time in the station's zone, `2026-11-24T08:10:00`. */
  readonly local: string;
}

/** Its day in the station's zone, `YYYY-MM-DD`. */
export function dayOf({ local }: Pick<Instant, "local">): string {
  return local.slice(0, 10);
}

/** The clock went on by `to - from` between two looks a minute apart; what was due in between is held. */
export interface ClockLeap {
  readonly from: Date;
  readonly to: Date;
  readonly held: readonly Slot[];
}

/** What becomes of the instants that fell due since the last look. */
export interface SlotPlan {
  /** To be sent now. */
  readonly fire?: Instant;
  /** To be written down as they are: nothing is sent for them. */
  readonly decided: readonly Slot[];
}

/** However small the catch-up: the tick itself takes its time. */
const GRACE_MS = 60_000;
/** Of a schedule of seconds nobody wants each missed slot written down. */
const MOST_WRITTEN = 50;

/**
 * Of what a schedule missed only the newest slot is made up for, once, while it is not older than `catchUpMs`;
 * earlier ones are `missed`. After a leap of the clock the newest is `held`, and the others are not written down, so
 * that they may still fire if the clock comes back.
 */
export function planSlots(options: {
  schedule: Schedule;
  /** Oldest first. */
  due: readonly Instant[];
  calendar: HolidayCalendar;
  now: Date;
  leapt: boolean;
  /** Where the schedule itself says nothing. */
  catchUpMs: number;
}): SlotPlan {
  const { schedule, due, calendar, now, leapt } = options;
  const slot = (instant: Instant, state: Slot["state"], reason: NonNullable<Slot["reason"]>): Slot => ({
    key: slotKey(schedule.id, instant),
    schedule: schedule.id,
    series: schedule.series,
    due: instant.at.toISOString(),
    state,
    at: now.toISOString(),
    reason,
  });
  const meant = due.filter((instant) => fallsOn(schedule.when, dayOf(instant), calendar));
  const newest = meant.at(-1);
  if (leapt) return { decided: newest ? [slot(newest, "held", "clock-leap")] : [] };
  const patience = Math.max(schedule.catchUpMs ?? options.catchUpMs, GRACE_MS);
  const fire = newest && now.getTime() - newest.at.getTime() <= patience ? newest : undefined;
  const decided = due
    .filter((instant) => instant !== fire)
    .slice(-MOST_WRITTEN)
    .map((instant) => {
      if (meant.includes(instant)) return slot(instant, "missed", "too-late");
      return slot(instant, "missed", schedule.when === "workday" ? "holiday" : "workday");
    });
  return fire ? { fire, decided } : { decided };
}
