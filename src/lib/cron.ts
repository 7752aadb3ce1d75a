import { createTask, parse, type ScheduledTask, validateDetailed } from "node-cron";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** Every zone's offset is a multiple of it, so the local hour and day are one and the same throughout. */
const QUARTER = 15 * MINUTE;

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

/** node-cron wants both to match where crontab takes either: rarely what was meant. */
export function limitsDayTwice(expression: string): boolean {
  const { dayOfMonth, dayOfWeek } = parse(expression);
  return dayOfMonth.length < 31 && dayOfWeek.length < 7;
}

/**
 * Every instant that an expression names in (after, until], oldest first, by node-cron's own matcher: its `getNextRuns`
 * always counts from the system clock. A match costs microseconds of Intl: whole quarters of an hour are ruled out
 * first, then minutes; seconds are counted.
 */
export function* cronInstants(cron: string, timezone: string, after: Date, until: Date): Generator<Date> {
  // An unknown zone must fail here: a task made with one cannot even be destroyed.
  new Intl.DateTimeFormat("en", { timeZone: timezone });
  const { second, hour, dayOfMonth, month, dayOfWeek } = parse(cron);
  const seconds = second.toSorted((a, b) => a - b);
  const [first = 0] = seconds;
  const exact = matcher(cron, timezone);
  const coarse = matcher(`* ${hour} ${dayOfMonth} ${month} ${dayOfWeek}`, timezone);
  try {
    const begin = Math.floor(after.getTime() / QUARTER) * QUARTER;
    for (let quarter = begin; quarter <= until.getTime(); quarter += QUARTER) {
      if (!coarse.match(new Date(quarter))) continue;
      for (let minute = quarter; minute < quarter + QUARTER; minute += MINUTE) {
        if (!exact.match(new Date(minute + first * SECOND))) continue;
        for (const offset of seconds) {
          const instant = minute + offset * SECOND;
          if (after.getTime() < instant && instant <= until.getTime()) yield new Date(instant);
        }
      }
    }
  } finally {
    // node-cron keeps every task it made in a global map.
    for (const task of [exact, coarse]) void task.destroy();
  }
}

function matcher(expression: string, timezone: string): ScheduledTask {
  return createTask(expression, () => {}, { timezone });
}
