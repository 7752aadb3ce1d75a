import { isWithdrawn } from "../domain/alert-corrections.ts";
import type { Alert } from "../domain/alerts.ts";
import { movedAt } from "../domain/move-alert.ts";
import type { Officer } from "../domain/people.ts";
import type { Report } from "../domain/reports.ts";
import { sightOf } from "../domain/rights.ts";
import { outboxRow } from "../outbox/index.ts";
import type { Reads, Tx } from "../store/store.ts";

/** How a reply begins, as the alert asks for it. */
const REPLY = /^\s*意见/;
/** More reports than a station gets while it asks. */
const MOST = 2_000;

/**
 * What residents replied, from the first group that got it or what it corrects until its end: reports that say so, or
 * begin with 「意见」 and say nothing else.
 */
export async function repliesTo(
  reads: Pick<Reads, "reports" | "alerts">,
  alert: Alert,
  officer: Officer | undefined,
  now: Date,
): Promise<Report[]> {
  const asked = [alert.id, ...(alert.references ?? [])];
  const first = (await reads.alerts.get(asked.at(1) ?? alert.id)) ?? alert;
  const from = movedAt(first, "broadcast");
  if (from === undefined) return [];
  const before = alert.expires && alert.expires <= now.toISOString() ? { before: alert.expires } : {};
  const sight = officer ? { sight: sightOf(officer) } : {};
  const { reports } = await reads.reports.find(
    { from, ...before, ...sight },
    { limit: MOST, oldestFirst: true },
  );
  const replies: Report[] = [];
  for (const report of reports) {
    const { consultation = "any" } = report;
    const isMeant = asked.includes(consultation);
    const isOpen =
      consultation === "any" && REPLY.test((await reads.reports.firstSaid(report.id))?.text ?? "");
    if (isMeant || isOpen) replies.push(report);
  }
  return replies;
}

/** Its time is over: whoever asked is reminded to say what becomes of it. Within a transaction. */
export async function remindToClose(t: Tx, alert: Alert, now: Date): Promise<void> {
  if (alert.author === undefined || isWithdrawn(alert)) return;
  const count = (await repliesTo(t, alert, undefined, now)).length;
  const text = `${alert.number}「${alert.title}」截止了，收到${count}条意见。看：「/提示 意见 ${alert.number}」。\n告诉大家结果：「/提示 采纳 ${alert.number} 怎么做」或「/提示 未采纳 ${alert.number} 为什么」。`;
  t.deliveries.put(outboxRow({ kind: "notice", to: { officer: alert.author }, text }, now));
}
