import { z } from "zod";
import { type HolidayCalendar, missingYears } from "../domain/workdays.ts";
import type { Fault } from "../lib/text-file.ts";
import { fromWallClock } from "../lib/time.ts";
import { checkYaml, parseYaml, type YamlFile } from "../lib/yaml-file.ts";

const DAY = 24 * 60 * 60 * 1_000;
/** The longest holiday so far had nine days; a longer span is a typing mistake. */
const LONGEST = 31;

export const noHolidays: HolidayCalendar = { holidays: new Set(), workdays: new Set() };

/** `alerts/holidays.yaml`: two lists of days, or of spans such as `2026-10-01 ~ 2026-10-07`. */
export function readHolidays(
  source: Uint8Array | string,
  file: string,
): { calendar: HolidayCalendar; faults: Fault[] } {
  const yaml = parseYaml(source, file);
  const lists = z.strictObject({
    holidays: z.array(z.unknown()),
    workdays: z.array(z.unknown()).default([]),
  });
  const { value, faults } = checkYaml(lists, yaml);
  if (!value) return { calendar: noHolidays, faults };
  const holidays = daysOf(yaml, "holidays", value.holidays.length, faults);
  const workdays = daysOf(yaml, "workdays", value.workdays.length, faults);
  const calendar = { holidays: new Set(holidays.keys()), workdays: new Set(workdays.keys()) };
  for (const [day, index] of workdays) {
    if (!holidays.has(day)) continue;
    const line = yaml.lineOf(["workdays", index]);
    faults.push({ file, line, severity: "error", message: `${day} 又放假又上班，只能写在一处` });
  }
  return { calendar, faults };
}

/** What the operator should add by `today` (`YYYY-MM-DD`), while some schedule asks for workdays or holidays. */
export function missingYearFaults(calendar: HolidayCalendar, file: string, today: string): Fault[] {
  return missingYears(calendar, today).map((year) => ({
    file,
    line: 0,
    severity: "warning",
    message: `还没有${year}年的放假安排，${year}年按周一到周五算工作日。请照国务院办公厅的通知补上`,
  }));
}

/** The days of a list, each with the place of its line in the list. */
function daysOf(yaml: YamlFile, key: string, count: number, faults: Fault[]): Map<string, number> {
  const days = new Map<string, number>();
  for (let index = 0; index < count; index++) {
    const { value, faults: found } = checkYaml(span, yaml, [key, index]);
    faults.push(...found);
    for (const day of value ?? []) days.set(day, index);
  }
  return days;
}

const span = z.string().transform((text, context): string[] => {
  const ends = text.split(/\s*[~～至到]\s*/).map((day) => fromWallClock(day, "UTC")?.getTime());
  // If the end cannot be read, the span is left out; it must not become a single day.
  const from = ends[0];
  const to = ends.length > 2 ? undefined : ends.at(-1);
  const count = from === undefined || to === undefined ? 0 : (to - from) / DAY + 1;
  if (from === undefined || count < 1 || count > LONGEST || text.includes(":")) {
    context.addIssue("要写成 2026-10-01 或 2026-10-01 ~ 2026-10-07");
    return z.NEVER;
  }
  return Array.from({ length: count }, (_, n) => new Date(from + n * DAY).toISOString().slice(0, 10));
});
