import { addDays, dayNamed, NAMED_DAY } from "./named-days.ts";

const COUNTS = "一二三四五六七八九十";
const relative =
  /^(?:再|过)?(\d{1,2}|[一二两三四五六七八九十]|十[一二三四五])(天|周|个?星期|个?礼拜)(?:之?后|内)?/;
const numbers = /^(?:(\d{4})[-./年])?(\d{1,2})[-./月](\d{1,2})[日号]?(?![\d.])/;

/**
 * The day that a text begins with, `YYYY-MM-DD`, and what follows: 「周五 等配件」, 「到12月5日等配件」, 「3天后」, 「12-05」,
 * 「月底」. `undefined` where it begins with none, or with one that does not exist. `today` is `YYYY-MM-DD`.
 */
export function readFrontDay(typed: string, today: string): { day: string; rest: string } | undefined {
  const text = typed.normalize("NFKC").replace(/^\s*(?:延期|推迟)?\s*(?:[到至])?\s*/, "");
  const found = countedDay(text, today) ?? writtenDay(text, today) ?? namedDay(text, today);
  if (!found?.day || addDays(found.day, 0) !== found.day) return undefined;
  return {
    day: found.day,
    rest: text
      .slice(found.length)
      .replace(/^[\s，,。：:、；;]+/, "")
      .trim(),
  };
}

interface Found {
  readonly day: string | undefined;
  /** Characters that say it. */
  readonly length: number;
}

function countedDay(text: string, today: string): Found | undefined {
  const [whole, count, unit = ""] = relative.exec(text) ?? [];
  if (whole !== undefined && count !== undefined)
    return { day: addDays(today, numberOf(count) * (unit === "天" ? 1 : 7)), length: whole.length };
  const [end] = /^(?:这个?月|本月)?月?底|^月末/.exec(text) ?? [];
  if (end === undefined) return undefined;
  const [year = 0, month = 0] = today.split("-").map(Number);
  return { day: new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10), length: end.length };
}

function writtenDay(text: string, today: string): Found | undefined {
  const [whole, year, month = "", day = ""] = numbers.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const written = year
    ? `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`
    : dayNamed(whole, { month, day }, today);
  return { day: written, length: whole.length };
}

function namedDay(text: string, today: string): Found | undefined {
  const [match] = text.matchAll(NAMED_DAY);
  if (match?.index !== 0) return undefined;
  return { day: dayNamed(match[0], match.groups ?? {}, today), length: match[0].length };
}

function numberOf(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  if (text === "两") return 2;
  return [...text].reduce((sum, sign) => sum + COUNTS.indexOf(sign) + 1, 0);
}
