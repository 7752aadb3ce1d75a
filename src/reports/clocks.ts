import type { BotContext } from "../app/bot-context.ts";
import { isAnswered } from "../domain/report-clock.ts";
import { isOpen, type Report } from "../domain/reports.ts";
import { type Terms, usualClose } from "../domain/terms.ts";
import { daysBetween, dueAt, type StationDays } from "./deadlines.ts";

/** Questions to the resident stop the time for closing for so many days in all. */
const PAUSE_DAYS = 3;

/** What deadlines are counted with. */
export type ClockContext = Pick<BotContext, "config" | "holidays">;

/** When something is due on a report. */
export interface Due {
  /** The first answer, or closing. */
  readonly what: "first" | "close";
  readonly at: Date;
}

/** The station's zone and working days as they are known now. */
export function stationDays({ config, holidays }: ClockContext): StationDays {
  return { zone: config.station.timezone, calendar: holidays() };
}

/** The report with its deadlines, counted from what happened to it; a closed one keeps those that it had. */
export function withDeadlines(report: Report, context: ClockContext): Report {
  if (!isOpen(report)) return report;
  const { dueAt: _, ...rest } = report;
  const { first, close } = count(report, context);
  return { ...rest, firstDueAt: first.toISOString(), ...(close ? { dueAt: close.toISOString() } : {}) };
}

/** What is due next on a report that is open; `undefined` where nothing more is. */
export function nextDue(report: Report, context: ClockContext): Due | undefined {
  if (!isOpen(report)) return undefined;
  const counted = report.firstDueAt === undefined ? withDeadlines(report, context) : report;
  const close =
    counted.dueAt === undefined ? undefined : ({ what: "close", at: new Date(counted.dueAt) } as const);
  if (isAnswered(report) || counted.firstDueAt === undefined) return close;
  const first = { what: "first", at: new Date(counted.firstDueAt) } as const;
  return close && close.at < first.at ? close : first;
}

function count(report: Report, context: ClockContext): { first: Date; close?: Date } {
  const { clock, category } = report;
  const days = stationDays(context);
  const terms: Terms = context.config.deadlines[category];
  const from = new Date(clock?.reopenedAt ?? report.receivedAt);
  const first = dueAt(from, terms.first, days);
  if (clock?.extendedTo !== undefined) return { first, close: new Date(clock.extendedTo) };
  const term = terms.close ?? (clock?.timed ? usualClose : undefined);
  return term ? { first, close: dueAt(from, term, days, pausedDays(report, from, days.zone)) } : { first };
}

/** While an answer is waited for, all days of a pause that are left are counted; when it comes, those that it took. */
function pausedDays({ clock }: Report, from: Date, zone: string): number {
  let left = PAUSE_DAYS;
  for (const pause of clock?.pauses ?? []) {
    const begun = new Date(pause.from);
    if (begun < from) continue;
    left -= pause.to === undefined ? left : daysBetween(begun, new Date(pause.to), zone, left);
  }
  return PAUSE_DAYS - left;
}

/** How soon residents are told to expect an answer, 「3个工作日」; `undefined` where the station promises nothing. */
export function promised(
  { category }: Report,
  { deadlines, station }: BotContext["config"],
): string | undefined {
  if (station.promise === undefined) return undefined;
  if (station.promise !== true) return `${station.promise}个工作日`;
  const { days, calendar } = deadlines[category].first;
  return `${days}${calendar === "workdays" ? "个工作日" : "天"}`;
}
