import QuickLRU from "quick-lru";
import type { Delivery, Recipient } from "../domain/deliveries.ts";
import type { Report } from "../domain/reports.ts";
import { isRestricted } from "../domain/rights.ts";
import { outboxRow } from "../outbox/index.ts";
import type { Tx } from "../store/store.ts";
import { audienceOf, type NoticeContext, noticeLine, noticeRow, onDutyFor, tellOfficers } from "./notices.ts";

/** How long notices about one report, or to one recipient, are gathered: longer each time that more comes in it. */
const WINDOWS = [1, 2, 5, 10, 15, 30].map((minutes) => minutes * 60_000);
/** New reports that a group, or of urgent ones an officer, is told of one by one within a window; the others are counted. */
const ONE_BY_ONE = 5;
const REMEMBERED = 5_000;

/** What is gathered until its window ends. */
interface Gathering {
  /** Milliseconds. */
  readonly until: number;
  /** Which window it is. */
  readonly step: number;
  readonly count: number;
  /** What was told at once in it: the same is not told twice. */
  readonly news?: readonly string[];
  /** Rows that wait for the end of the window, by recipient. */
  readonly rows: Readonly<Record<string, string>>;
}

/** Gatherings by what they gather, and by which turn each was changed last: a transaction may be run twice. */
type Gatherings = QuickLRU<
  string,
  { readonly now: Gathering; readonly before: Gathering | undefined; readonly turn: string }
>;

/** The rows that call an officer: as soon as the network takes one, somebody is called. */
export type Calls = readonly string[];

/**
 * Notices of what residents say, to those whom `tellOfficers` tells. No account makes more of them by writing more: those
 * of one report come together in windows that grow, and of many new reports at once there is one notice that counts them.
 * In memory: a restart forgets how many, and no notice. Officers hear of what is not urgent at their own pace, in the outbox.
 */
export function createNotices(context: NoticeContext) {
  const { offices } = context.config;
  const additions: Gatherings = new QuickLRU({ maxSize: REMEMBERED });
  const arrivals: Gatherings = new QuickLRU({ maxSize: REMEMBERED });

  /** A report was filed. `turn` names the message behind it; `duty`: those on duty alone are told. */
  async function filed(
    t: Tx,
    report: Report,
    what: string,
    turn: string,
    now: Date,
    whom: "all" | "duty" = "all",
  ): Promise<Calls> {
    const audience =
      whom === "duty" ? await onDutyFor(t, report, context, now) : await audienceOf(t, report, context, now);
    const calls: string[] = [];
    const isUrgent = report.priority === "urgent";
    for (const to of audience) {
      const text = `${noticeLine(report, offices)}\n${what}`;
      const row = noticeRow(report, to, text, now, "filed");
      if (row.paced) {
        t.deliveries.put(row);
        continue;
      }
      // Apart, so that no number of others delays the call to danger.
      const key = isUrgent ? `${keyOf(to)} urgent` : keyOf(to);
      const before = lastOf(arrivals, key, turn);
      const gathering = gatheringOf(before, now);
      const count = gathering.count + 1;
      let { rows } = gathering;
      if (count <= ONE_BY_ONE) {
        t.deliveries.put(row);
        if ("officer" in to) calls.push(row.id);
      } else {
        const counted = isUrgent
          ? `【急】又新收急件${count - ONE_BY_ONE}件，发「/列表 急件」看。`
          : `又新收${count - ONE_BY_ONE}件，发「/列表」看。`;
        const { until } = gathering;
        const gathered = await gatheredRow(t, rows[key], { to, text: counted, until, isUrgent }, now);
        rows = { [key]: gathered.id };
        if ("officer" in to) calls.push(gathered.id);
      }
      arrivals.set(key, { now: { ...gathering, count, rows }, before, turn });
    }
    if (isRestricted(report) && audience.length === 0) await tellOfficers(t, report, what, context, now);
    return calls;
  }

  /**
   * The resident said more on it. `news`: what they said is told at once, once in a window: a wish, a withdrawal; each time
   * where it is `danger`, for the answer says whether somebody is called.
   */
  async function added(
    t: Tx,
    report: Report,
    turn: string,
    now: Date,
    news?: string,
    danger = false,
  ): Promise<Calls> {
    const last = lastOf(additions, report.id, turn);
    const before = gatheringOf(last, now);
    const count = before.count + 1;
    const isUrgent = report.priority === "urgent";
    const calls: string[] = [];
    let { rows } = before;
    const isNews = news !== undefined && (danger || !before.news?.includes(news));
    if (isNews || count === 1) {
      calls.push(...(await tellOfficers(t, report, news ?? "居民有补充。", context, now)));
    } else {
      const waiting: Record<string, string> = {};
      for (const to of await audienceOf(t, report, context, now)) {
        const key = keyOf(to);
        const text = `${noticeLine(report, offices)}\n居民又补充${count - 1}条。`;
        const { until } = before;
        const row = await gatheredRow(t, rows[key], { to, text, until, isUrgent, report }, now);
        waiting[key] = row.id;
        if ("officer" in to) calls.push(row.id);
      }
      rows = waiting;
    }
    additions.set(report.id, {
      now: { ...before, count, rows, ...(isNews ? { news: [...(before.news ?? []), news] } : {}) },
      before: last,
      turn,
    });
    return calls;
  }

  /** Whether somebody is in danger is in doubt, and the resident was asked: those on duty know, and nobody else. */
  async function doubtful(t: Tx, report: Report, now: Date): Promise<void> {
    for (const to of await onDutyFor(t, report, context, now)) {
      const text = `${noticeLine(report, offices)}\n可能有人有危险，已经问居民，请先看。`;
      t.deliveries.put(noticeRow({ ...report, priority: "urgent" }, to, text, now));
    }
  }

  return { filed, added, doubtful };
}

/** As it stood before this turn. */
function lastOf(gatherings: Gatherings, key: string, turn: string): Gathering | undefined {
  const known = gatherings.get(key);
  return known?.turn === turn ? known.before : known?.now;
}

/** What is being gathered now; a new window, longer than the last where that has only just ended. */
function gatheringOf(before: Gathering | undefined, now: Date): Gathering {
  const at = now.getTime();
  if (before && at < before.until) return before;
  const last = before ? windowOf(before.step) : 0;
  const isBusy = before !== undefined && before.count > 1 && at < before.until + last;
  const step = isBusy ? before.step + 1 : 0;
  return { until: at + windowOf(step), step, count: 0, rows: {} };
}

function windowOf(step: number): number {
  return WINDOWS[Math.min(step, WINDOWS.length - 1)] as number;
}

/** The row that waits for the end of the window, with its text as it stands now. */
async function gatheredRow(
  t: Tx,
  id: string | undefined,
  of: {
    to: Recipient;
    text: string;
    until: number;
    isUrgent: boolean;
    report?: Report;
  },
  now: Date,
): Promise<Delivery> {
  const { to, text, until, isUrgent, report } = of;
  const waiting = id === undefined ? undefined : await t.deliveries.get(id);
  const row = outboxRow(
    {
      ...(waiting?.state === "pending" ? { id: waiting.id, createdAt: waiting.createdAt } : {}),
      kind: "notice",
      to,
      text,
      notBefore: new Date(until).toISOString(),
      ...(report ? { report: report.id } : {}),
      ...(isUrgent || waiting?.severe ? { severe: true } : "officer" in to ? { paced: "news" } : {}),
    },
    now,
  );
  t.deliveries.put(row);
  return row;
}

function keyOf(to: Recipient): string {
  return "officer" in to ? to.officer : "group" in to ? to.group : to.person;
}
