import type { Dayjs } from "dayjs";

/** Whole days on the station's clocks. */
export interface Period {
  readonly name: string;
  readonly from: Dayjs;
  /** The first day that does not belong to it; none: until now. */
  readonly before?: Dayjs;
}

/** Today, this week from Monday, this month. */
export function usualPeriods(today: Dayjs): Period[] {
  return ["今天", "本周", "本月"].flatMap((name) => periodNamed(name, today) ?? []);
}

/** The period that a word names, or a month: `上月`, `10月`, `2026年10月`, `2026-10`. */
export function periodNamed(word: string, today: Dayjs): Period | undefined {
  const name = sameWords.get(word) ?? word;
  const month = today.startOf("month");
  const monday = today.startOf("day").subtract((today.day() + 6) % 7, "day");
  const year = today.startOf("year");
  switch (name) {
    case "今天":
      return { name, from: today };
    case "昨天":
      return { name, from: today.subtract(1, "day"), before: today };
    case "本周":
      return { name, from: monday };
    case "上周":
      return { name, from: monday.subtract(7, "day"), before: monday };
    case "本月":
      return { name, from: month };
    case "上月":
      return { name, from: month.subtract(1, "month"), before: month };
    case "今年":
      return { name, from: year };
    case "去年":
      return { name, from: year.subtract(1, "year"), before: year };
  }
  const [, written, number] = /^(?:(\d{4})[年-])?(\d{1,2})月?(?:份)?$/.exec(name) ?? [];
  if (number === undefined || (!written && !name.includes("月"))) return undefined;
  const [index, own] = [Number(number) - 1, Number(written ?? year.year())];
  if (index < 0 || index > 11) return undefined;
  // A month without a year is the last one of that name.
  const first = year.year(!written && index > today.month() ? own - 1 : own).month(index);
  return { name: first.format("YYYY年M月"), from: first, before: first.add(1, "month") };
}

const sameWords = new Map([
  ["今日", "今天"],
  ["昨日", "昨天"],
  ["这周", "本周"],
  ["这星期", "本周"],
  ["本星期", "本周"],
  ["上星期", "上周"],
  ["这月", "本月"],
  ["这个月", "本月"],
  ["上个月", "上月"],
  ["本年", "今年"],
]);
