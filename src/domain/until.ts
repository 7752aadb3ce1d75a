import { addDays, dayNamed, NAMED_DAY } from "./named-days.ts";

/** Parts of the day in which 3点 is 15:00. */
const AFTERNOON = /下午|傍晚/;
const NIGHT = /^(?:晚上?|夜里)$/;
const TIME =
  /(?<part>凌晨|清早|早上|早晨|早|上午|中午|下午|傍晚|晚上|晚|夜里)?(?:(?<hour>\d{1,2})(?::(?<minute>[0-5]\d)|[点时](?<half>半)?(?:(?<past>[0-5]?\d)分?)?)|(?<noon>零点|下班))?/;

/**
 * A moment to come as an officer writes it, as `YYYY-MM-DD HH:mm`: 18:00, 晚上8点半, 明早8点, 周五, 12月3日 9:00, 下班 (18:00). A
 * day alone lasts until its midnight; a time alone is the next one. `undefined` where it is none, or is past. `now`
 * likewise, on the station's clocks.
 */
export function parseUntil(written: string, now: string): string | undefined {
  const today = now.slice(0, 10);
  const text = written
    .normalize("NFKC")
    .replace(/^(?:一直)?[到至]?/, "")
    .replaceAll(/\s|为止$|止$/g, "");
  if (text === "") return undefined;
  const [match] = text.matchAll(NAMED_DAY);
  const iso = /^(\d{4}-\d{2}-\d{2})/.exec(text)?.[1];
  if (!iso && match && match.index !== 0) return undefined;
  const day = iso ?? (match && dayNamed(match[0], match.groups ?? {}, today));
  if ((iso || match) && (!day || addDays(day, 0) !== day)) return undefined;
  const rest = text.slice((iso ?? match?.[0] ?? "").length);
  if (rest === "") return day && day >= today ? `${addDays(day, 1)} 00:00` : undefined;
  const time = timeOf(rest);
  if (!time) return undefined;
  if (day) return later(at(day, time), now);
  return later(at(today, time), now) ?? at(addDays(today, 1), time);
}

/** `HH:mm`, up to 24:00. */
function timeOf(text: string): string | undefined {
  const found = TIME.exec(text);
  const { part = "", hour, minute, half, past, noon } = found?.groups ?? {};
  if (!found || found[0].length !== text.length) return undefined;
  if (noon) return noon === "下班" ? "18:00" : "24:00";
  if (hour === undefined) return undefined;
  const typed = Number(hour);
  // 夜里2点 is after midnight.
  const isLate = NIGHT.test(part) ? typed > 4 : AFTERNOON.test(part) || (part === "中午" && typed < 6);
  const isMidnight = typed === 12 && NIGHT.test(part);
  const hours = typed + ((isLate && typed < 12) || isMidnight ? 12 : 0);
  const minutes = half ? 30 : Number(minute ?? past ?? 0);
  if (hours > 24 || (hours === 24 && minutes > 0)) return undefined;
  return `${String(hours).padStart(2, "0")}:${String(minutes).padStart(2, "0")}`;
}

function at(day: string, time: string): string {
  return time === "24:00" ? `${addDays(day, 1)} 00:00` : `${day} ${time}`;
}

function later(moment: string, now: string): string | undefined {
  return moment > now ? moment : undefined;
}
