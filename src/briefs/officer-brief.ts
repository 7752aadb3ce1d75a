import type { Officer } from "../domain/people.ts";
import { openStatuses, type Report } from "../domain/reports.ts";
import { mayHandle } from "../domain/rights.ts";
import { MOST_A_DAY } from "../domain/rounds.ts";
import { isWorkday } from "../domain/workdays.ts";
import { inZone } from "../lib/time.ts";
import { sendScheduled } from "../operators/index.ts";
import { dutyAt } from "../people/index.ts";
import { nextDue } from "../reports/index.ts";
import type { Tx } from "../store/store.ts";
import { dayWords, listed, numberAndPlace } from "./brief-words.ts";
import { type BriefContext, endOfDay } from "./leader-brief.ts";
import { ledgerLines } from "./ledger-lines.ts";
import type { Round } from "./rounds.ts";

const ROWS = 4;
const MOST = 20_000;

/** At 17:30 officers on shift read what is theirs; those on duty also what nobody has. Who has nothing hears nothing. */
export function officerBrief(context: BriefContext): Round {
  const zone = context.config.station.timezone;
  return {
    name: "officer-brief",
    time: "17:30",
    until: "19:00",
    on: "every-day",
    async run(t, now) {
      const open = (await t.reports.newest({ statuses: openStatuses }, MOST)).reverse();
      for (const { officer, isOnDuty } of await onShift(t, now)) {
        const own = open.filter((one) => one.assignee === officer.id && mayHandle(officer, one));
        const untaken = isOnDuty
          ? open.filter((one) => one.status === "received" && mayHandle(officer, one))
          : [];
        const ledgers = await ledgerLines(t, context, officer, now);
        if (own.length + untaken.length + ledgers.lines.length === 0) continue;
        if (await givesWay(t, officer, [...own, ...untaken], now)) continue;
        const text = textOf(own, untaken, ledgers.lines, now);
        const brief = { text, expires: endOfDay(now, zone), brief: true } as const;
        await sendScheduled(t, officer.id, brief, { zone, now });
        for (const draft of ledgers.drafts) t.ledgerDrafts.put({ ...draft, remindedAt: now.toISOString() });
      }
    },
  };

  /** Of two messages a day the second is the reminder at a deadline, where one is left. */
  async function givesWay(t: Tx, { id }: Officer, reports: readonly Report[], now: Date): Promise<boolean> {
    const today = inZone(now, zone).format("YYYY-MM-DD");
    const sent = await t.scheduled.get(id);
    if (sent?.day !== today || sent.count < MOST_A_DAY - 1) return false;
    return reports.some((one) => {
      const due = nextDue(one, context);
      return due && due.at > now && inZone(due.at, zone).format("YYYY-MM-DD") === today;
    });
  }

  /** On a day off only whom the shifts or chat have put on duty, and dispatchers where they name nobody. */
  async function onShift(t: Tx, now: Date): Promise<{ officer: Officer; isOnDuty: boolean }[]> {
    const { onDuty, offShift } = await dutyAt(t, context, now);
    const duty = new Set(onDuty.map(({ officer }) => officer.id));
    const isAtWork = isWorkday(inZone(now, zone).format("YYYY-MM-DD"), context.holidays());
    return (await t.officers.all()).flatMap((officer) => {
      const isOnDuty = duty.has(officer.id);
      const isThere = isOnDuty || (isAtWork && !offShift.has(officer.id));
      const isReachable = !officer.revokedAt && officer.accounts.length > 0;
      return isThere && isReachable ? [{ officer, isOnDuty }] : [];
    });
  }

  function textOf(
    own: readonly Report[],
    untaken: readonly Report[],
    ledgers: readonly string[],
    now: Date,
  ): string {
    const { offices } = context.config;
    const dues = own
      .map((report) => ({ report, due: nextDue(report, context) }))
      .sort((a, b) => (a.due?.at.getTime() ?? Infinity) - (b.due?.at.getTime() ?? Infinity));
    const rows = dues.slice(0, ROWS).map(({ report, due }) => {
      const what = due?.what === "first" ? "答复" : "办结";
      const when =
        due && (due.at <= now ? `${what}过了时限` : `${inZone(due.at, zone).format("M月D日")}前${what}`);
      return [numberAndPlace(report, offices, now, zone), when].filter(Boolean).join(" ");
    });
    const waiting = untaken.map((one) => numberAndPlace(one, offices, now, zone));
    return [
      `【交班】${dayWords(now, zone)}`,
      own.length > 0 ? `您手上${own.length}件：` : "您手上没有未结的。",
      ...rows,
      ...(untaken.length > 0 ? [`没人接的${untaken.length}件：${listed(waiting)}`] : []),
      ...ledgers,
      "全部发「/我的」。",
    ].join("\n");
  }
}
