import type { Officer, OfficerId } from "../domain/people.ts";
import { openStatuses, type Report } from "../domain/reports.ts";
import { mayHandle, maySee } from "../domain/rights.ts";
import { inZone } from "../lib/time.ts";
import { sendScheduled } from "../operators/index.ts";
import { dutyAt } from "../people/index.ts";
import type { Tx } from "../store/store.ts";
import { askWhy } from "./ask-why.ts";
import { type ClockContext, nextDue } from "./clocks.ts";
import { WORK_BEGINS, WORK_ENDS } from "./deadlines.ts";
import { type Reminder, reminderText } from "./reminder-text.ts";

/** As many open reports a station can have; more have other troubles. */
const MOST = 20_000;
const DAY = 24 * 60 * 60_000;

/**
 * Reminds of deadlines: in the morning of what is due that day, to the officer who has it, else to those on duty; when it
 * is past, also to dispatchers and leaders; every morning after that again to those who should do it, until it is done or
 * they have said why. Whatever a person hears at one time is one message. Only on working days, in working hours.
 */
async function remind(t: Tx, context: ClockContext, now: Date, part: "morning" | "evening"): Promise<void> {
  const zone = context.config.station.timezone;
  const today = inZone(now, zone).format("YYYY-MM-DD");
  const people = await peopleOf(t, context, now);
  const lists = new Map<OfficerId, Reminder[]>();
  const add = (officer: Officer, reminder: Reminder) =>
    lists.set(officer.id, [...(lists.get(officer.id) ?? []), reminder]);
  for (const report of await t.reports.newest({ statuses: openStatuses }, MOST)) {
    const due = nextDue(report, context);
    if (!due) continue;
    const isOver = due.at <= now;
    const isToday = inZone(due.at, zone).format("YYYY-MM-DD") === today;
    if (!isOver && !(isToday && part === "morning")) continue;
    const doers = people.doersOf(report);
    // What is due today stands in the leaders' brief.
    const early = doers.filter(({ role }) => role !== "leader");
    const isExplained = report.clock?.explained === due.at.toISOString();
    for (const officer of isOver ? people.readersOf(report, doers) : early) {
      const isTheirs = report.assignee === officer.id;
      const isDoer = doers.includes(officer);
      const isNew = isOver && due.at > people.remindedTo(officer);
      if (!isOver || isNew || (part === "morning" && isDoer && !isExplained))
        add(officer, { report, due, isOver, isTheirs });
    }
  }
  for (const [id, reminders] of lists) {
    const sorted = reminders.sort(byDue);
    const notBefore = people.offShift.get(id);
    const text = reminderText(sorted, context);
    const message = notBefore ? { text, notBefore } : { text };
    if (!(await sendScheduled(t, id, message, { zone, now }))) continue;
    const sent = await t.scheduled.get(id);
    if (sent) t.scheduled.put({ ...sent, remindedTo: now.toISOString() });
    const late = sorted.flatMap((one) => (one.isOver && one.isTheirs ? [one.report.number] : []));
    await askWhy(t, id, late, now);
  }
}

function byDue(a: Reminder, b: Reminder): number {
  return a.due.at.getTime() - b.due.at.getTime() || (a.report.id < b.report.id ? -1 : 1);
}

/** Rounds of reminders: when work begins, and when it ends. A quarter of an hour late at the end is not too late. */
export function reminderRounds(context: ClockContext) {
  const round = (name: "morning" | "evening", time: string, until: string) => ({
    name,
    time,
    until,
    on: "workdays" as const,
    run: (t: Tx, now: Date) => remind(t, context, now, name),
  });
  return [round("morning", WORK_BEGINS, "17:59"), round("evening", WORK_ENDS, "18:15")];
}

async function peopleOf(t: Tx, context: ClockContext, now: Date) {
  const officers = (await t.officers.all()).filter((o) => !o.revokedAt && o.accounts.length > 0);
  const { onDuty, offShift } = await dutyAt(t, context, now);
  const reminded = new Map((await t.scheduled.all()).map((row) => [row.officer, row.remindedTo]));
  const withRole = (role: Officer["role"]) => officers.filter((o) => o.role === role);
  const [dispatchers, leaders] = [withRole("dispatcher"), withRole("leader")];
  const duty = officers.filter((o) => onDuty.some(({ officer }) => officer.id === o.id));

  /** Who should do it: the officer who has it, else those on duty who may, else leaders who may. */
  function doersOf(report: Report): Officer[] {
    const holder = officers.find((o) => o.id === report.assignee && mayHandle(o, report));
    if (holder) return [holder];
    const able = (some: readonly Officer[]) => some.filter((o) => mayHandle(o, report));
    return [duty, dispatchers, leaders].map(able).find((some) => some.length > 0) ?? [];
  }

  return {
    offShift,
    doersOf,
    readersOf: (report: Report, doers: readonly Officer[]) => [
      ...new Set([...doers, ...[...dispatchers, ...leaders].filter((o) => maySee(o, report))]),
    ],
    /** A clock that was set back has told of deadlines to come: they are told of again. */
    remindedTo({ id }: Officer): Date {
      const told = Date.parse(reminded.get(id) ?? "") || 0;
      return new Date(told > now.getTime() ? now.getTime() - DAY : told);
    },
  };
}
