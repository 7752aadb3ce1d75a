import type { Term } from "../domain/terms.ts";
import { type HolidayCalendar, isWorkday } from "../domain/workdays.ts";
import { dayAfter, inZone, wallClock } from "../lib/time.ts";

const DAY = 24 * 60 * 60_000;
/** When a day's work begins and ends on the station's clocks; reminders come between them, unless somebody is in danger. */
export const WORK_BEGINS = "09:00";
export const WORK_ENDS = "18:00";

export interface StationDays {
  /** IANA name. */
  readonly zone: string;
  readonly calendar: HolidayCalendar;
}

/**
 * When a term that began at `from` is over: the end of work on its last day, as terms are counted in Chinese law
 * (行政复议法, 民法典 §§ 200–203: the first day does not count, a last day off moves to the next working day).
 * `pausedDays`: whole days for which it stood still.
 */
export function dueAt(from: Date, term: Term, { zone, calendar }: StationDays, pausedDays = 0): Date {
  let day = inZone(from, zone).format("YYYY-MM-DD");
  const counts = (candidate: string) => term.calendar === "days" || isWorkday(candidate, calendar);
  for (let left = term.days; left > 0; ) {
    day = dayAfter(day);
    if (counts(day)) left--;
  }
  for (let left = pausedDays; left > 0; left--) day = dayAfter(day);
  while (!isWorkday(day, calendar)) day = dayAfter(day);
  return wallClock(day, WORK_ENDS, zone);
}

/** When somebody may be reminded at `now` or later: `now` itself in working hours, else when work begins again. */
export function workingMoment(now: Date, { zone, calendar }: StationDays): Date {
  const local = inZone(now, zone);
  const time = local.format("HH:mm");
  let day = local.format("YYYY-MM-DD");
  if (isWorkday(day, calendar) && time < WORK_ENDS)
    return time < WORK_BEGINS ? wallClock(day, WORK_BEGINS, zone) : now;
  do day = dayAfter(day);
  while (!isWorkday(day, calendar));
  return wallClock(day, WORK_BEGINS, zone);
}

/** Whole days between two instants on the station's clocks, at most `most`: how long a question to the resident pauses. */
export function daysBetween(from: Date, to: Date, zone: string, most: number): number {
  const midnight = (instant: Date) => Date.parse(`${inZone(instant, zone).format("YYYY-MM-DD")}T00:00:00Z`);
  return Math.min(Math.max(Math.round((midnight(to) - midnight(from)) / DAY), 0), most);
}
