import type { ActionContext } from "../app/bot-context.ts";
import type { TimerJob } from "../app/timer-job.ts";
import { type Handover, passOn } from "../domain/handovers.ts";
import type { Actor, Officer, OfficerId } from "../domain/people.ts";
import { isRefused } from "../domain/report-actions.ts";
import { openStatuses, type Report } from "../domain/reports.ts";
import { mayHandle } from "../domain/rights.ts";
import { newId } from "../lib/ids.ts";
import { outboxRow } from "../outbox/index.ts";
import { actingOfficer, type NotAllowed } from "../people/index.ts";
import type { Tx } from "../store/store.ts";

const MOST = 20_000;
const LONGEST_DAYS = 60;
const DAY = 24 * 60 * 60_000;

export interface HandedOver {
  readonly done: Handover;
  /** Reports that the other officer may not see: they stay. */
  readonly kept: number;
}

export type CannotHandOver =
  | NotAllowed
  | { readonly refused: "self" | "no-officer" | "handles-none" | "away" | "already" | "past" | "too-far" };

/** Gives all open reports of the officer who acts to another until then, as far as that one may handle them. */
export function handOver(
  { store, clock }: ActionContext,
  actor: Actor,
  { to, until }: { readonly to: OfficerId; readonly until: Date },
): Promise<HandedOver | CannotHandOver> {
  const now = clock.now();
  return store.tx(async (t) => {
    const officer = await actingOfficer(t, actor, "reports.hand-over");
    if (!officer) return { refused: "not-allowed" };
    const deputy = await t.officers.get(to);
    if (to === officer.id) return { refused: "self" };
    if (!deputy || deputy.revokedAt) return { refused: "no-officer" };
    if (deputy.role === "auditor") return { refused: "handles-none" };
    if (await t.handovers.get(to)) return { refused: "away" };
    if (await t.handovers.get(officer.id)) return { refused: "already" };
    if (until <= now) return { refused: "past" };
    if (until.getTime() - now.getTime() > LONGEST_DAYS * DAY) return { refused: "too-far" };
    const own = await t.reports.newest({ statuses: openStatuses, assignee: officer.id }, MOST);
    const given = own.filter((report) => mayHandle(deputy, report));
    for (const report of given) pass(t, report, deputy.id, officer.id, "交接", now);
    const handover: Handover = {
      from: officer.id,
      to,
      until: until.toISOString(),
      reports: given.map(({ id }) => id),
      at: now.toISOString(),
    };
    t.handovers.put(handover);
    t.timers.put({
      id: timerOf(officer.id),
      kind: "handover",
      subject: officer.id,
      at: handover.until,
      step: "back",
    });
    tell(t, deputy, `${officer.name}交接给您${given.length}件，发「/我的」看。新派给他的也先找您。`, now);
    return { done: handover, kept: own.length - given.length };
  });
}

/** The officer is back before the day. */
export function endHandover(
  { store, clock }: ActionContext,
  actor: Actor,
): Promise<{ readonly done: number } | NotAllowed | { readonly refused: "none" }> {
  return store.tx(async (t) => {
    const officer = await actingOfficer(t, actor, "reports.hand-over");
    if (!officer) return { refused: "not-allowed" };
    const handover = await t.handovers.get(officer.id);
    if (!handover) return { refused: "none" };
    return { done: await takeBack(t, handover, officer, clock.now()) };
  });
}

/** On the day the reports that are still open go back; what came to the other officer meanwhile stays with them. */
export const handoverJob: TimerJob = async (t, { subject }, now) => {
  const handover = await t.handovers.get(subject);
  if (!handover) return;
  const officer = await t.officers.get(handover.from);
  if (!officer || officer.revokedAt) {
    t.handovers.remove(handover.from);
    return;
  }
  const count = await takeBack(t, handover, officer, now);
  tell(t, officer, `交接到期，${count}件回到您手上，发「/我的」看。`, now);
};

async function takeBack(t: Tx, handover: Handover, officer: Officer, now: Date): Promise<number> {
  t.handovers.remove(handover.from);
  t.timers.remove(timerOf(handover.from));
  // Who stood in may have gone away too.
  const deputies = [handover.to, (await t.handovers.get(handover.to))?.to];
  let count = 0;
  for (const id of handover.reports) {
    const report = await t.reports.get(id);
    if (!report || !deputies.includes(report.assignee) || !mayHandle(officer, report)) continue;
    if (pass(t, report, officer.id, undefined, "交接到期", now)) count++;
  }
  const deputy = await t.officers.get(handover.to);
  if (deputy) tell(t, deputy, `${officer.name}回来了，${count}件还给他办。`, now);
  return count;
}

/** With its entry and its audit record; false where it is closed. */
function pass(
  t: Tx,
  report: Report,
  to: OfficerId,
  by: OfficerId | undefined,
  reason: string,
  now: Date,
): boolean {
  const outcome = passOn(report, to, by, reason, { now, newId });
  if (isRefused(outcome)) return false;
  t.reports.put(outcome.report);
  for (const entry of outcome.entries) t.reports.append(entry);
  t.audit.append({
    at: now.toISOString(),
    actor: by === undefined ? { system: "handover" } : { officer: by },
    action: by === undefined ? "report.taken-back" : "report.handed-over",
    subject: { kind: "report", id: report.id },
    facts: { to },
  });
  return true;
}

function tell(t: Tx, { id }: Officer, text: string, now: Date): void {
  t.deliveries.put(outboxRow({ kind: "notice", to: { officer: id }, text, paced: "news" }, now));
}

function timerOf(officer: OfficerId): string {
  return `handover/${officer}`;
}
