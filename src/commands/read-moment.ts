import { canonical } from "../domain/canonical.ts";
import { fromWallClock, inZone } from "../lib/time.ts";

const DIGITS = "零一二三四五六七八九";
/** 「十八」, 「二十」, 「两」 as a number. */
function numberOf(said: string): number {
  if (/^\d+$/.test(said)) return Number(said);
  const [, tens, , ones] = /^([一二两三四五]?)(十?)([一二两三四五六七八九零]?)$/.exec(said) ?? [];
  const one = (sign: string) => (sign === "两" ? 2 : DIGITS.indexOf(sign));
  if (!said.includes("十")) return one(said);
  return (tens ? one(tens) : 1) * 10 + (ones ? one(ones) : 0);
}

const N = "(\\d{1,2}|[一二两三四五六七八九十]{1,3})";
const day =
  /^(?:(\d{4})[-年/])?(\d{1,2})[-月/](\d{1,2})[日号]?|^(今天?|明天?|后天|大后天|当天|今日|明日)|^(?:下?周|星期|礼拜)([一二三四五六日天])/;
const part = /^(凌晨|早上|早晨|早|上午|中午|下午|傍晚|晚上|晚|夜里|夜)/;
const clock = new RegExp(`^${N}(?:[点时](?:${N}分?|半|整|钟)?|:(\\d{2}))`);

/**
 * The time that is meant: 「18点」, 「今晚8点半」, 「明天18:00」, 「12月3日下午6点」, 「周五」. A day alone means its end. An hour
 * without a day is the next that comes. `undefined` where no time is there, or more than one.
 */
export function readMoment(typed: string, now: Date, zone: string): Date | undefined {
  let rest = canonical(typed)
    .replace(/[\s,。]/g, "")
    .replace(/(?:为止|截止|结束|止|前|之前|以前|发)$/, "");
  const today = inZone(now, zone);
  let date = today;
  const named = day.exec(rest);
  if (named) {
    const [whole, year, month, dayOfMonth, word, weekday] = named;
    // 「今晚」 and 「明早」 leave their half of the day.
    rest = rest.slice(word && whole.endsWith("天") === false && word.length === 1 ? 1 : whole.length);
    if (month && dayOfMonth) {
      const at = (of: string) =>
        fromWallClock(`${of}-${month.padStart(2, "0")}-${dayOfMonth.padStart(2, "0")}`, zone);
      const thisYear = at(year ?? String(today.year()));
      if (!thisYear) return undefined;
      const isPast = !year && inZone(thisYear, zone).isBefore(today.startOf("day").subtract(180, "day"));
      date = inZone((isPast ? at(String(today.year() + 1)) : thisYear) ?? thisYear, zone);
    } else if (word) {
      date = today.add({ 今: 0, 当: 0, 明: 1, 后: 2, 大: 3 }[word[0] as "今"] ?? 0, "day");
    } else if (weekday) {
      const wanted = "日一二三四五六".indexOf(weekday.replace("天", "日"));
      date = today.add((wanted - today.day() + 7) % 7 || (whole.startsWith("下") ? 7 : 0), "day");
    }
  }
  const half = part.exec(rest)?.[1];
  rest = rest.slice(half?.length ?? 0);
  const at = (hour: number, minute: number, on = date) =>
    fromWallClock(`${on.format("YYYY-MM-DD")} ${hour}:${String(minute).padStart(2, "0")}`, zone);
  const said = clock.exec(rest);
  if (!said) {
    if (rest !== "" || (!named && !half)) return undefined;
    if (half) return at({ 早: 8, 上: 12, 中: 12, 下: 18, 傍: 19, 凌: 6 }[half[0] as "早"] ?? 22, 0);
    return at(23, 59);
  }
  if (said[0] !== rest) return undefined;
  const hour = numberOf(said[1] ?? "");
  const minute = said[3] ? Number(said[3]) : said[2] ? numberOf(said[2]) : rest.includes("半") ? 30 : 0;
  if (hour > 24 || minute > 59) return undefined;
  if (hour === 24)
    return minute === 0
      ? inZone(at(23, 0) ?? now, zone)
          .add(1, "hour")
          .toDate()
      : undefined;
  const isLate =
    half !== undefined && /[下傍晚夜]|中/.test(half) && hour < 12 && !(half[0] === "中" && hour > 9);
  const first = at(isLate ? hour + 12 : hour, minute);
  if (named || half || !first || first > now) return first;
  // An hour of the clock that has passed: in the afternoon, else tomorrow.
  const later = hour < 12 ? at(hour + 12, minute) : undefined;
  return later && later > now ? later : at(hour, minute, today.add(1, "day"));
}
