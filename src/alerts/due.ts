import type { Schedule } from "../domain/alerts.ts";
import { dayOf, type Instant } from "../domain/slots.ts";
import { fallsOn, type HolidayCalendar } from "../domain/workdays.ts";
import { cronInstants } from "../lib/cron.ts";

const DAY = 24 * 60 * 60_000;
const WEEK = 7 * DAY;
/** How far `nextDue` looks: a year with its leap day, and a little. */
const HORIZON = 400 * DAY;

/**
 * Every instant of a schedule in (after, until], oldest first, whatever its `when` says of the day; of a span longer
 * than a week only the last week. Each local date and time comes once, also where clocks change.
 */
export function dueBetween(
  { cron }: Pick<Schedule, "cron">,
  timezone: string,
  after: Date,
  until: Date,
): Instant[] {
  const earliest = new Date(Math.max(after.getTime(), until.getTime() - WEEK));
  return [...cronInstants(cron, timezone, earliest, until)];
}

/** The next `count` instants after `from` whose day its `when` takes in; fewer where the year ahead has no more. */
export function nextDue(
  { cron, when }: Pick<Schedule, "cron" | "when">,
  timezone: string,
  count: number,
  from: Date,
  calendar: HolidayCalendar = { holidays: new Set(), workdays: new Set() },
): Date[] {
  const due: Date[] = [];
  if (count <= 0) return due;
  for (const instant of cronInstants(cron, timezone, from, new Date(from.getTime() + HORIZON))) {
    if (!fallsOn(when, dayOf(instant), calendar)) continue;
    due.push(instant.at);
    if (due.length === count) break;
  }
  return due;
}

/** Whether a schedule falls due more than once within the day before this instant: whoever wrote it meant that. */
export function firesOften({ cron }: Pick<Schedule, "cron">, timezone: string, at: Date): boolean {
  let count = 0;
  for (const _ of cronInstants(cron, timezone, new Date(at.getTime() - DAY + 1), at))
    if (++count > 1) return true;
  return false;
}
