import { type HolidayCalendar, isWorkday } from "../domain/workdays.ts";
import { inZone } from "../lib/time.ts";

/** One line of `duty:`: on which days, between which hours, who. */
export interface Shift {
  readonly days: DayRule;
  /** `HH:mm`; an end that is not later than the beginning is on the next day. */
  readonly from: string;
  readonly to: string;
  /** An officer's name. */
  readonly name: string;
}

/** Weekdays (Monday is 1, Sunday 7), or what the holiday calendar says. */
export type DayRule = "every" | "workdays" | "days-off" | ReadonlySet<number>;

const WEEKDAYS = "一二三四五六日";
const words: Readonly<Record<string, DayRule>> = {
  每天: "every",
  天天: "every",
  工作日: "workdays",
  上班日: "workdays",
  休息日: "days-off",
  节假日: "days-off",
};

/** `每天`, `工作日`, `休息日`, `周一-周五`, `周六、周日`; `undefined` where it is none of these. A span may run over Sunday. */
export function parseDays(written: string): DayRule | undefined {
  const text = written
    .normalize("NFKC")
    .replaceAll(/\s/g, "")
    .replaceAll(/星期|礼拜/g, "周")
    .replaceAll("天", "日");
  const word = words[written.trim()];
  if (word) return word;
  const found = new Set<number>();
  for (const part of text.split(/[、,，和]/)) {
    const [, from = "", to = from] =
      /^周([一二三四五六日])(?:[-~—–至到]周?([一二三四五六日]))?$/.exec(part) ?? [];
    if (from === "") return undefined;
    for (let day = WEEKDAYS.indexOf(from); ; day = (day + 1) % 7) {
      found.add(day + 1);
      if (WEEKDAYS[day] === to) break;
    }
  }
  return found;
}

/** Names of those on duty at `now`, in the order of the roster; a shift over midnight is one of the day it begins on. */
export function onShift(
  shifts: readonly Shift[],
  now: Date,
  { zone, calendar }: { readonly zone: string; readonly calendar: HolidayCalendar },
): string[] {
  const local = inZone(now, zone);
  const time = local.format("HH:mm");
  const [today, yesterday] = [local, local.subtract(1, "day")].map((day) => day.format("YYYY-MM-DD"));
  const names = shifts.flatMap(({ days, from, to, name }) => {
    const overnight = to <= from;
    const begun = falls(days, today ?? "", calendar) && time >= from && (overnight || time < to);
    const goesOn = overnight && falls(days, yesterday ?? "", calendar) && time < to;
    return begun || goesOn ? [name] : [];
  });
  return [...new Set(names)];
}

function falls(days: DayRule, day: string, calendar: HolidayCalendar): boolean {
  if (days === "every") return true;
  if (days === "workdays") return isWorkday(day, calendar);
  if (days === "days-off") return !isWorkday(day, calendar);
  return days.has(new Date(`${day}T00:00:00Z`).getUTCDay() || 7);
}
