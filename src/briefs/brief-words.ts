import type { Report } from "../domain/reports.ts";
import { isRestricted } from "../domain/rights.ts";
import { type OfficeArea, streetIn } from "../domain/routing.ts";
import { inZone, monthIn } from "../lib/time.ts";

/** Numbers that a line names; the others are counted. */
const NAMED = 4;
const WEEKDAYS = "日一二三四五六";

/** 「11月24日 周二」. */
export function dayWords(now: Date, zone: string): string {
  const day = inZone(now, zone);
  return `${day.format("M月D日")} 周${WEEKDAYS[day.day()]}`;
}

/** 「0047」 of this month, 「R2610-0047」 of another. */
export function shortNumber({ number }: Report, now: Date, zone: string): string {
  return number.startsWith(`R${monthIn(zone, now)}-`) ? number.slice(6) : number;
}

/** 「0047 新程街」; of what few may know, the number alone. */
export function numberAndPlace(
  report: Report,
  offices: readonly OfficeArea[],
  now: Date,
  zone: string,
): string {
  const where =
    report.sensitive || isRestricted(report)
      ? undefined
      : (streetIn(offices, report.place) ?? report.office?.replace(/(?:社区)?警务室$/, ""));
  return [shortNumber(report, now, zone), where].filter(Boolean).join(" ");
}

/** 「0047、0049等6件」: the first ones and how many there are. */
export function listed(words: readonly string[]): string {
  const first = words.slice(0, NAMED).join("、");
  return words.length > NAMED ? `${first}等` : first;
}

/** 「40秒」, 「5分」, 「3小时」. */
export function spanWords(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  if (seconds < 120) return `${seconds}秒`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes}分` : `${Math.round(minutes / 60)}小时`;
}
