import type { DayRule, Shift } from "../domain/shifts.ts";
import { type HolidayCalendar, isWorkday } from "../domain/workdays.ts";
import { fromWallClock, inZone } from "../lib/time.ts";

/** The station's zone (IANA name) and its holidays. */
export interface StationDays {
  readonly zone: string;
  readonly calendar: HolidayCalendar;
}

/** Shifts of a month ahead are looked through for the next one. */
const AHEAD = 31;

/** Names of those on duty at `now`, in the order of the roster; a shift over midnight is one of the day it begins on. */
export function onShift(shifts: readonly Shift[], now: Date, days: StationDays): string[] {
  return [...new Set(runningShifts(shifts, now, days).map(({ name }) => name))];
}

/** The shifts that run at `now`, each with its end, in the order of the roster. */
export function runningShifts(
  shifts: readonly Shift[],
  now: Date,
  { zone, calendar }: StationDays,
): { readonly name: string; readonly until: Date }[] {
  const local = inZone(now, zone);
  const time = local.format("HH:mm");
  const today = local.format("YYYY-MM-DD");
  const [yesterday, tomorrow] = [dayAfter(today, -1), dayAfter(today, 1)];
  return shifts.flatMap(({ days, from, to, name }) => {
    const overnight = to <= from;
    if (falls(days, today, calendar) && time >= from && (overnight || time < to))
      return [{ name, until: instant(overnight ? tomorrow : today, to, zone) }];
    if (overnight && falls(days, yesterday, calendar) && time < to)
      return [{ name, until: instant(today, to, zone) }];
    return [];
  });
}

/** When the next of these shifts begins, at `now` or later; `undefined` where none does within a month. */
export function nextShift(
  shifts: readonly Shift[],
  now: Date,
  { zone, calendar }: StationDays,
): Date | undefined {
  let day = inZone(now, zone).format("YYYY-MM-DD");
  for (let ahead = 0; ahead <= AHEAD; ahead++, day = dayAfter(day, 1)) {
    const begins = shifts
      .filter(({ days }) => falls(days, day, calendar))
      .map(({ from }) => instant(day, from, zone))
      .filter((at) => at >= now)
      .sort((a, b) => a.getTime() - b.getTime());
    if (begins[0]) return begins[0];
  }
  return undefined;
}

function falls(days: DayRule, day: string, calendar: HolidayCalendar): boolean {
  if (days === "every") return true;
  if (days === "workdays") return isWorkday(day, calendar);
  if (days === "days-off") return !isWorkday(day, calendar);
  return days.has(new Date(`${day}T00:00:00Z`).getUTCDay() || 7);
}

function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** A time that changing clocks leave out is an hour later. */
function instant(day: string, time: string, zone: string): Date {
  const hour = String((Number(time.slice(0, 2)) + 1) % 24).padStart(2, "0");
  return (
    fromWallClock(`${day} ${time}`, zone) ??
    fromWallClock(`${day} ${hour}:${time.slice(3)}`, zone) ??
    new Date(`${day}T${time}Z`)
  );
}
