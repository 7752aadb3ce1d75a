import { fieldOf, type Ledger, type LedgerEntry, type Period, stateOf } from "./ledgers.ts";
import { addDays } from "./named-days.ts";
import { type HolidayCalendar, isWorkday } from "./workdays.ts";

/** `YYYY-MM-DD` so much later; the 31st of a shorter month is its last day. */
export function addPeriod(day: string, { count, unit }: Period, times = 1): string {
  const n = count * times;
  if (unit === "D" || unit === "W") return addDays(day, unit === "D" ? n : 7 * n);
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  const months = month - 1 + (unit === "M" ? n : 12 * n);
  const last = new Date(Date.UTC(year, months + 1, 0)).getUTCDate();
  return new Date(Date.UTC(year, months, Math.min(date, last))).toISOString().slice(0, 10);
}

/** The day by which an entry is due in its state; none where nothing is. `closedOn`: the day its report was closed. */
export function dueOn(
  ledger: Ledger,
  entry: Pick<LedgerEntry, "state" | "values" | "day">,
  closedOn?: string,
): string | undefined {
  if (stateOf(ledger, entry.state).ends) return undefined;
  const rule = ledger.due.find((one) => one.in === undefined || one.in.includes(entry.state));
  if (!rule) return undefined;
  const from = rule.of === "created" ? entry.day : rule.of === "report" ? closedOn : entry.values[rule.of];
  if (typeof from !== "string") return undefined;
  const isDay = rule.of === "created" || rule.of === "report" || fieldOf(ledger, rule.of)?.type === "date";
  return isDay ? addPeriod(from, rule.after) : undefined;
}

/** One turn of what is repeated: from its first day to its last, and the last day of work in it. */
export interface Turn {
  readonly from: string;
  readonly to: string;
  readonly due: string;
}

/** The turn in which a day is; `undefined` before the first. */
export function turnOf(
  { repeat, since }: Pick<Ledger, "repeat" | "since">,
  day: string,
  calendar: HolidayCalendar,
): Turn | undefined {
  if (!repeat || !since || day < since) return undefined;
  let n = roughly(since, day, repeat);
  while (addPeriod(since, repeat, n) > day) n--;
  while (addPeriod(since, repeat, n + 1) <= day) n++;
  const from = addPeriod(since, repeat, n);
  const to = addDays(addPeriod(since, repeat, n + 1), -1);
  return { from, to, due: lastWorkday(from, to, calendar) };
}

function roughly(since: string, day: string, { count, unit }: Period): number {
  const days = (Date.parse(day) - Date.parse(since)) / 86_400_000;
  return Math.floor(days / (count * { D: 1, W: 7, M: 31, Y: 366 }[unit]));
}

/** The last day of work from `from` to `to`; `to` where there is none. */
function lastWorkday(from: string, to: string, calendar: HolidayCalendar): string {
  for (let day = to; day >= from; day = addDays(day, -1)) if (isWorkday(day, calendar)) return day;
  return to;
}

/** A subject whose turn it is. */
export interface SubjectDue {
  readonly subject: string;
  readonly office?: string | undefined;
  /** `YYYY-MM-DD`: of this turn, or of the first one that was missed since it was last seen. */
  readonly due: string;
}

/**
 * Which subjects are due in the turn of `today`: counted anew from the entries each time, so that a stop of the bot
 * neither loses one nor tells it twice. `last`: the day of each subject's newest entry.
 */
export function subjectsDue(
  ledger: Ledger,
  last: ReadonlyMap<string, string>,
  today: string,
  calendar: HolidayCalendar,
): SubjectDue[] {
  return nextDues(ledger, last, calendar).flatMap(({ begins, ...due }) => (begins <= today ? [due] : []));
}

/** When each subject is due next, and from which day on it may be visited for that. */
export function nextDues(
  ledger: Ledger,
  last: ReadonlyMap<string, string>,
  calendar: HolidayCalendar,
): (SubjectDue & { readonly begins: string })[] {
  const { since, subjects } = ledger;
  if (since === undefined) return [];
  return subjects.flatMap(({ name, office }) => {
    const seen = last.get(name);
    const begins = seen === undefined || seen < since ? since : nextTurn(ledger, seen, calendar);
    const open = turnOf(ledger, begins, calendar);
    return open ? [{ subject: name, office, due: open.due, begins }] : [];
  });
}

function nextTurn(ledger: Ledger, day: string, calendar: HolidayCalendar): string {
  const turn = turnOf(ledger, day, calendar);
  return turn ? addDays(turn.to, 1) : (ledger.since ?? day);
}
