import type { ActionContext } from "../app/bot-context.ts";
import type { Actor } from "../domain/people.ts";
import { explainDelay, extend, setTimed } from "../domain/report-delays.ts";
import { inZone, wallClock } from "../lib/time.ts";
import { changeReport, type OnReport } from "./change-report.ts";
import { nextDue, stationDays } from "./clocks.ts";
import { dueAt, WORK_ENDS } from "./deadlines.ts";

/** Later than so many days from now nothing is put off: it is closed with a reason, and opened again. */
const LONGEST_DAYS = 90;
const DAY = 24 * 60 * 60_000;

interface CannotExtend {
  readonly refused: "past" | "too-far";
}

/**
 * Puts off until the end of work on `day` (`YYYY-MM-DD`), on a day off until that of the next working day. The resident is
 * told the date and the reason, which is an answer.
 */
export function extendReport(
  context: ActionContext,
  actor: Actor,
  { number, day, reason }: OnReport & { readonly day: string; readonly reason: string },
) {
  const days = stationDays(context);
  return changeReport<CannotExtend>(
    context,
    actor,
    { action: "report.extend", number },
    (before, officer, moment) => {
      const to = dueAt(wallClock(day, WORK_ENDS, days.zone), { days: 0, calendar: "days" }, days);
      if (to <= moment.now) return { refused: "past" };
      if (to.getTime() - moment.now.getTime() > LONGEST_DAYS * DAY) return { refused: "too-far" };
      const shown = inZone(to, days.zone).format("M月D日");
      return {
        outcome: extend(before, to, reason, officer.id, moment),
        audit: { action: "report.extended", facts: { to: to.toISOString() }, words: reason },
        resident: `您反映的 ${number} 要到${shown}前办好，原因：${reason}。有进展会在这里告诉您。`,
        colleague: `${officer.name}延期到${shown}。`,
      };
    },
  );
}

/** Says among officers why a report is past its time; the reminders of that deadline end. */
export function explainDelayOf(
  context: ActionContext,
  actor: Actor,
  { number, text }: OnReport & { readonly text: string },
) {
  return changeReport(context, actor, { action: "report.note", number }, (before, officer, moment) => ({
    outcome: explainDelay(before, nextDue(before, context)?.at, text, officer.id, moment),
    audit: { action: "report.delay-explained", words: text },
    colleague: `${officer.name}写了为什么没按时，发「查看 ${number}」看。`,
  }));
}

/** Sets the report the usual time for closing, where its category has none. */
export function setTime(
  context: ActionContext,
  actor: Actor,
  { number, isTimed }: OnReport & { readonly isTimed: boolean },
) {
  return changeReport(context, actor, { action: "report.correct", number }, (before, officer, moment) => ({
    outcome: setTimed(before, isTimed, officer.id, moment),
    audit: { action: "report.timed", facts: { isTimed: String(isTimed) } },
  }));
}
