import type { ActionContext } from "../app/bot-context.ts";
import { type Figures, figuresOf, measureReport, spreadOf } from "../domain/figures.ts";
import type { Actor, Officer, OfficerId } from "../domain/people.ts";
import { isOpen, openStatuses, type Report, type ReportEntry } from "../domain/reports.ts";
import { sightOf } from "../domain/rights.ts";
import { actingOfficer, type NotAllowed } from "../people/index.ts";
import type { Reads } from "../store/store.ts";

/** What an officer and their office did in a week. Numbers of reports, never a word or a name out of them. */
export interface WeekSummary {
  readonly officer: Pick<Officer, "name" | "office">;
  readonly own: {
    readonly taken: number;
    readonly replies: number;
    readonly notes: number;
    /** Reports that they closed. */
    readonly closed: readonly Report[];
    /** Milliseconds from filing to their answer, where that was the first one. */
    readonly firstAnswerMedian?: number;
    /** What they have now, oldest first. */
    readonly open: readonly Report[];
  };
  /** Received in the week, of the office; the whole station's where the officer has none. */
  readonly received: readonly Report[];
  readonly figures: Figures;
  /** Now, of the same. */
  readonly open: Figures;
  readonly alerts: {
    readonly sent: number;
    readonly groups: number;
    readonly byHand: number;
    readonly failed: number;
  };
}

/** `from` inclusive, `before` exclusive. */
export async function figuresOfWeek(
  context: ActionContext,
  actor: Actor,
  { from, before }: { readonly from: Date; readonly before: Date },
): Promise<WeekSummary | NotAllowed> {
  const { store, clock } = context;
  const officer = await actingOfficer(store, actor, "reports.count");
  if (!officer) return { refused: "not-allowed" };
  const sight = sightOf({ ...officer, inGroup: context.inGroup ?? false });
  const { id, office } = officer;
  const near = { sight, ...(office ? { office } : {}) };
  const week = { from: from.toISOString(), before: before.toISOString() };
  const all = Number.MAX_SAFE_INTEGER;
  const received = await store.reports.newest({ ...near, ...week }, all);
  const open = await store.reports.newest({ ...near, statuses: openStatuses }, all);
  const mine = await store.reports.newest({ sight, assignee: id }, all);
  const isWithin = (at: string) => at >= week.from && at < week.before;
  const touched = mine.filter((report) => report.updatedAt >= week.from && report.receivedAt < week.before);
  const now = clock.now();
  return {
    officer: { name: officer.name, ...(office ? { office } : {}) },
    own: { ...(await ownWork(store, touched, id, isWithin)), open: mine.filter(isOpen).reverse() },
    received,
    figures: figuresOf(received.map((report) => measureReport(report, now))),
    open: figuresOf(open.map((report) => measureReport(report, now))),
    alerts: await alertsOf(store, week, office),
  };
}

async function ownWork(
  reads: Reads,
  reports: readonly Report[],
  officer: OfficerId,
  isWithin: (at: string) => boolean,
) {
  let [taken, replies, notes] = [0, 0, 0];
  const closed: Report[] = [];
  const answers: number[] = [];
  for (const report of reports) {
    const done = (await reads.reports.entries(report.id)).filter(
      ({ at, by }) => isWithin(at) && isBy(by, officer),
    );
    if (done.some((entry) => entry.kind === "assigned" && entry.to === officer)) taken++;
    notes += done.filter(({ kind }) => kind === "note").length;
    const said = done.filter(({ kind }) => kind === "reply");
    replies += said.length;
    if (said.some(({ at }) => at === report.firstReplyAt))
      answers.push(Date.parse(report.firstReplyAt ?? "") - Date.parse(report.receivedAt));
    if (!isOpen(report) && done.some((entry) => entry.kind === "status" && entry.to === report.status))
      closed.push(report);
  }
  const median = spreadOf(answers)?.median;
  return { taken, replies, notes, closed, ...(median === undefined ? {} : { firstAnswerMedian: median }) };
}

function isBy(by: ReportEntry["by"], officer: OfficerId): boolean {
  return typeof by === "object" && by.officer === officer;
}

/** Alerts of the schedule, and what became of them in the groups of the office, or of all. */
async function alertsOf(
  reads: Reads,
  { from, before }: { from: string; before: string },
  office: string | undefined,
) {
  const groups = new Map((await reads.groups.all()).map((group) => [group.id, group]));
  const counts = { sent: 0, groups: 0, byHand: 0, failed: 0 };
  for (const slot of await reads.slots.since(from)) {
    if (slot.due >= before || slot.state !== "fired") continue;
    const rows = (await reads.deliveries.ofSlot(slot.key)).filter(
      ({ to }) => "group" in to && (office === undefined || groups.get(to.group)?.office === office),
    );
    if (rows.length > 0) counts.sent++;
    counts.groups += rows.filter(({ state }) => state === "sent").length;
    counts.byHand += rows.filter(({ state }) => state === "posted-by-hand").length;
    counts.failed += rows.filter(({ state }) => state === "failed" || state === "unknown").length;
  }
  return counts;
}
