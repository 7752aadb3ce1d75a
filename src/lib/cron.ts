import { createTask, parse, validateDetailed } from "node-cron";
import { inZone } from "./time.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** Every zone's offset is a multiple of it, and clocks are changed when one begins. */
const QUARTER = 15 * MINUTE;
const DAY = 24 * 60 * MINUTE;

const fieldNames: Record<string, string> = {
  second: "秒",
  minute: "分",
  hour: "时",
  dayOfMonth: "日",
  month: "月",
  dayOfWeek: "周",
};

/** What is wrong with a cron expression and what is allowed, in Chinese; `undefined` where node-cron takes it. */
export function cronFault(expression: string): string | undefined {
  const { valid, errors } = validateDetailed(expression);
  if (valid) return undefined;
  const wrong = errors.map(({ field, value }) => {
    const name = fieldNames[field];
    return name ? `「${name}」不能是 ${value}` : `「${expression}」不是五段或六段`;
  });
  return `${wrong.join("，")}。要写五段「分 时 日 月 周」，例如每天8点10分是 10 8 * * *；六段时最前面是秒`;
}

/** Whether the expression limits both day of month and day of week. node-cron wants both to match, crontab either: rarely what was meant. */
export function limitsDayTwice(expression: string): boolean {
  const { dayOfMonth, dayOfWeek } = parse(expression);
  return dayOfMonth.length < 31 && dayOfWeek.length < 7;
}

/** One time that an expression names on the clocks of a zone. */
export interface Instant {
  /** When it comes. */
  readonly at: Date;
  /** What the expression names, `2026-11-24T08:10:00`; the clocks need not show it, see `cronInstants`. */
  readonly local: string;
}

/**
 * Every time that an expression names whose instant is in (after, until], oldest first. Each local date and time comes
 * once: where the clocks go back, when they show it first; where they leave it out, at the end of the gap. Matched by
 * node-cron itself on the clocks of UTC, which leave out and repeat nothing: its `getNextRuns` counts from the system
 * clock. A match costs microseconds: whole quarters of an hour are ruled out first, then minutes; seconds are counted.
 */
export function* cronInstants(cron: string, zone: string, after: Date, until: Date): Generator<Instant> {
  const { second, hour, dayOfMonth, month, dayOfWeek } = parse(cron);
  const seconds = second.toSorted((a, b) => a - b);
  const [first = 0] = seconds;
  const from = after.getTime() + offsetIn(zone, after.getTime());
  // Where the clocks went back less than a day ago, they have shown more than they show now.
  const latest = [0, DAY].map((ago) => offsetIn(zone, until.getTime() - ago));
  const to = until.getTime() + Math.max(...latest);
  const exact = createTask(cron, () => {}, { timezone: "UTC" });
  const coarse = createTask(`* ${hour} ${dayOfMonth} ${month} ${dayOfWeek}`, () => {}, { timezone: "UTC" });
  try {
    for (let quarter = Math.floor(from / QUARTER) * QUARTER; quarter <= to; quarter += QUARTER) {
      if (!coarse.match(new Date(quarter))) continue;
      const instantOf = wallClock(quarter, zone);
      for (let minute = quarter; minute < quarter + QUARTER; minute += MINUTE) {
        if (!exact.match(new Date(minute + first * SECOND))) continue;
        for (const offset of seconds) {
          const local = minute + offset * SECOND;
          const at = instantOf(local);
          if (after.getTime() < at && at <= until.getTime())
            yield { at: new Date(at), local: new Date(local).toISOString().slice(0, 19) };
        }
      }
    }
  } finally {
    // node-cron keeps every task it made in a global map.
    for (const task of [exact, coarse]) void task.destroy();
  }
}

/** The instant (ms) of each local time in one quarter of an hour; local times are ms as if the zone were UTC. */
function wallClock(quarter: number, zone: string): (local: number) => number {
  const before = offsetIn(zone, quarter - DAY);
  const after = offsetIn(zone, quarter + DAY);
  for (const offset of [before, after].sort((a, b) => b - a)) {
    // Shown twice, the clocks show it first by the greater offset.
    if (offsetIn(zone, quarter - offset) === offset) return (local) => local - offset;
  }
  // Left out: it begins before the end of the gap by the one offset, after it by the other.
  let [early, late] = [quarter - after, quarter - before];
  while (late - early > 1) {
    const middle = Math.floor((early + late) / 2);
    if (offsetIn(zone, middle) === after) late = middle;
    else early = middle;
  }
  return () => late;
}

/** What the clocks of the zone are ahead of UTC, in ms. */
function offsetIn(zone: string, at: number): number {
  return inZone(new Date(at), zone).utcOffset() * MINUTE;
}
