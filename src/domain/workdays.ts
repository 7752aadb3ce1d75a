import type { Schedule } from "./alerts.ts";

/** The State Council's yearly notice: days are `YYYY-MM-DD` in the station's zone. */
export interface HolidayCalendar {
  /** Days off, weekends within a holiday included. */
  readonly holidays: ReadonlySet<string>;
  /** Weekend days that are worked (调休). */
  readonly workdays: ReadonlySet<string>;
}

/** Whether people go to work on `day` (`YYYY-MM-DD`). Years the calendar does not know: Monday to Friday. */
export function isWorkday(day: string, calendar: HolidayCalendar): boolean {
  if (calendar.holidays.has(day)) return false;
  if (calendar.workdays.has(day)) return true;
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return weekday !== 0 && weekday !== 6;
}

/** Whether a schedule's `when` takes in `day` (`YYYY-MM-DD`). */
export function fallsOn(when: Schedule["when"], day: string, calendar: HolidayCalendar): boolean {
  return when === "any" || isWorkday(day, calendar) === (when === "workday");
}

/**
 * Years the operator should add to the calendar now: the current one, and from December on the next one, whose notice
 * is out by then. `today` is `YYYY-MM-DD`.
 */
export function missingYears(calendar: HolidayCalendar, today: string): number[] {
  const year = Number(today.slice(0, 4));
  const wanted = today.slice(5, 7) === "12" ? [year, year + 1] : [year];
  const known = new Set([...calendar.holidays].map((day) => Number(day.slice(0, 4))));
  return wanted.filter((candidate) => !known.has(candidate));
}
