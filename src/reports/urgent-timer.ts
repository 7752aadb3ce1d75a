import type { BotContext } from "../app/bot-context.ts";
import type { TimerErrand, TimerJob } from "../app/timer-job.ts";
import type { Recipient } from "../domain/deliveries.ts";
import { isCalling, type Report } from "../domain/reports.ts";
import type { Timer } from "../domain/timers.ts";
import { outboxRow } from "../outbox/index.ts";
import type { Tx } from "../store/store.ts";
import { asRecipients, leadersFor, noticeLine, noticeRow, onDutyFor } from "./notices.ts";

const MINUTE = 60_000;
/** From the call to the leaders, from there to those outside, and from then on, milliseconds. */
const LEADERS_AFTER = 2 * MINUTE;
const OUTSIDE_AFTER = 2 * MINUTE;
const AGAIN_AFTER = 15 * MINUTE;
/** What a resident is told holds now or not at all. */
const TRUE_FOR = 5 * MINUTE;

const notSeen = "民警还没看到，请马上打110。";

/** The timer runs exactly while the report waits to be taken: put where it is not there, removed where it is. */
export async function callUntilTaken(t: Tx, report: Report, now: Date): Promise<void> {
  const id = idOf(report.id);
  const running = await t.timers.get(id);
  if (!isCalling(report)) {
    if (running) await stop(t, running, now);
  } else if (!running) putTimer(t, report.id, "leaders", LEADERS_AFTER, now);
}

/** Urgent reports of before the timers, or of another version, that nobody has taken: their time begins now. */
export function resumeCalling({ store, clock }: Pick<BotContext, "store" | "clock">): Promise<void> {
  return store.tx(async (t) => {
    const waiting = await t.reports.find({ priority: "urgent", statuses: ["received"] }, { limit: MOST });
    for (const report of waiting.reports) await callUntilTaken(t, report, clock.now());
  });
}
const MOST = 10_000;

/**
 * Nobody has taken an urgent report: after two minutes the leaders hear it, after four the station's other ways of being
 * reached and the reporter, and from then on everybody who can take it, again and again.
 */
export function createUrgentJob(bot: Pick<BotContext, "config" | "holidays">): TimerJob {
  return async (t, timer, now) => {
    const report = await t.reports.get(timer.subject);
    if (!report || !isCalling(report)) return;
    const onDuty = await onDutyFor(t, report, bot, now);
    const leaders = asRecipients(await leadersFor(t, report));
    switch (timer.step) {
      case "leaders":
        call(t, report, leaders.length > 0 ? leaders : onDuty, bot, now);
        return putTimer(t, report.id, "outside", OUTSIDE_AFTER, now);
      case "outside":
        if (bot.config.notify) t.timers.put({ ...timer, id: `outside/${report.id}`, kind: "outside" });
        return putTimer(t, report.id, `again ${await tellReporter(t, report, now)}`, AGAIN_AFTER, now);
      default:
        call(t, report, [...onDuty, ...leaders], bot, now);
        return putTimer(t, report.id, timer.step, AGAIN_AFTER, now);
    }
  };
}

/** Tells of it by webhook and e-mail: the number and nothing else, for strangers read there. */
export function createOutsideErrand({ store, notify }: Pick<BotContext, "store" | "notify">): TimerErrand {
  return {
    async errand({ subject }) {
      const report = await store.reports.get(subject);
      if (!report || !isCalling(report)) return true;
      return notify(`急件 ${report.number} 还没有民警接手，请马上看。`);
    },
  };
}

function call(
  t: Tx,
  report: Report,
  to: readonly Recipient[],
  { config }: Pick<BotContext, "config">,
  now: Date,
): void {
  const text = `${noticeLine(report, config.offices)}\n还没有人接手，请马上安排；您来办，发「/接 ${report.number}」。`;
  const told = new Set<string>();
  for (const one of to) {
    const key = JSON.stringify(one);
    if (told.has(key)) continue;
    told.add(key);
    t.deliveries.put(noticeRow(report, one, text, now));
  }
}

/**
 * Once, and never to whoever may be hiding or share the phone with whom it is about. Gives the row's id, or nothing.
 */
async function tellReporter(t: Tx, report: Report, now: Date): Promise<string> {
  const contact = await t.contacts.get(report.reporter);
  if (!contact || contact.quietSince !== undefined || report.sensitive) return "";
  const expires = new Date(now.getTime() + TRUE_FOR).toISOString();
  const to = { person: contact.id };
  const row = outboxRow({ kind: "notice", to, text: notSeen, report: report.id, severe: true, expires }, now);
  t.deliveries.put(row);
  return row.id;
}

/** Somebody has taken it, or it is closed: what still waits to say that nobody has is not said. */
async function stop(t: Tx, { id, step }: Timer, now: Date): Promise<void> {
  t.timers.remove(id);
  const row = await t.deliveries.get(step.split(" ")[1] ?? "");
  if (row?.state === "pending")
    t.deliveries.put({ ...row, state: "cancelled", doneAt: now.toISOString(), refusal: "taken" });
}

function putTimer(t: Tx, report: string, step: string, afterMs: number, now: Date): void {
  const at = new Date(now.getTime() + afterMs).toISOString();
  const timer: Timer = { id: idOf(report), kind: "urgent", subject: report, at, step };
  t.timers.put(timer);
}

function idOf(report: string): string {
  return `urgent/${report}`;
}
