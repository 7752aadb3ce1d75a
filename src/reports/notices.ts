import { reportButtons } from "../domain/buttons.ts";
import type { Delivery, Recipient } from "../domain/deliveries.ts";
import { isReachable } from "../domain/groups.ts";
import type { Officer } from "../domain/people.ts";
import { categoryNames, type Report } from "../domain/reports.ts";
import { isRestricted, mayHandle, maySee } from "../domain/rights.ts";
import { type OfficeArea, streetIn } from "../domain/routing.ts";
import { noticeAdmins } from "../operators/index.ts";
import { outboxRow } from "../outbox/index.ts";
import { type DutyContext, dutyAt } from "../people/index.ts";
import type { Tx } from "../store/store.ts";
import { routedTo } from "./route-report.ts";

/** What decides who hears of a report beside the store. */
export type NoticeContext = DutyContext;

/** One line that may stand in an officers' group: number, category, known street, priority; nothing the resident said. */
export function noticeLine(report: Report, offices: readonly OfficeArea[]): string {
  const urgent = report.priority === "urgent" ? "【急】" : "";
  // What it is about is nobody's business who looks over a shoulder.
  if (report.sensitive) return `${urgent}${report.number}`;
  const street = streetIn(offices, report.place);
  const where = [report.office, report.office?.startsWith(street ?? "") ? undefined : street];
  const head = `${urgent}${report.number} ${categoryNames[report.category]}`;
  return [head, ...where.filter(Boolean)].join("·");
}

const noLeader =
  "有一件反映只能由所领导看，但没有一位所领导绑定了账号，现在没人看到它。请添加所领导，发「/邀请码 名字」给他绑定。";

/**
 * Tells the officers who should know of `what`, what is urgent at once and the rest at their pace: the office's officers'
 * groups that can be reached, else its officers and those on duty by direct message. Who has it already is told alone. What
 * may be a complaint reaches leaders only, what is sensitive also those on duty, in direct messages; where somebody is in
 * danger, all who may read it. Where no leader can be reached, admins hear that. Gives the rows that call an officer.
 */
export async function tellOfficers(
  t: Tx,
  report: Report,
  what: string,
  context: NoticeContext,
  now: Date,
): Promise<string[]> {
  const calls: string[] = [];
  const audience = await audienceOf(t, report, context, now);
  for (const to of audience) {
    const text = `${noticeLine(report, context.config.offices)}\n${what}`;
    const row = noticeRow(report, to, text, now);
    t.deliveries.put(row);
    if ("officer" in to) calls.push(row.id);
  }
  if (isRestricted(report) && audience.length === 0) await noticeAdmins(t, noLeader, now);
  return calls;
}

/** A notice about a report: before all others where it is urgent, else an officer hears it at their pace. */
export function noticeRow(
  report: Report,
  to: Recipient,
  text: string,
  now: Date,
  paced: NonNullable<Delivery["paced"]> = "news",
): Delivery {
  const pace = report.priority === "urgent" ? { severe: true } : "officer" in to ? { paced } : {};
  const buttons = reportButtons(report.number, {
    toTake: report.status === "received",
    toRead: !("group" in to),
  });
  return outboxRow(
    { kind: "notice", to, text, report: report.id, ...(buttons.length > 0 ? { buttons } : {}), ...pace },
    now,
  );
}

export function asRecipients(officers: readonly Officer[]): Recipient[] {
  return officers.map((o) => ({ officer: o.id }));
}

async function reachable(t: Tx): Promise<Officer[]> {
  return (await t.officers.all()).filter((o) => !o.revokedAt && o.accounts.length > 0);
}

/** Leaders who may read it and can be written to. */
export async function leadersFor(t: Tx, report: Report): Promise<Officer[]> {
  return (await reachable(t)).filter((o) => o.role === "leader" && maySee(o, report));
}

/** Officers who can be written to and may read the report, and those of them whom it concerns first. */
async function readersOf(t: Tx, report: Report, context: NoticeContext, now: Date) {
  const officers = (await reachable(t)).filter((o) => maySee(o, report));
  const { onDuty } = await dutyAt(t, context, now);
  const ids = new Set(onDuty.map(({ officer }) => officer.id));
  const called = officers.filter(({ id }) => ids.has(id));
  const leaders = officers.filter(({ role }) => role === "leader");
  const dispatchers = officers.filter(({ role }) => role === "dispatcher");
  return { officers, leaders, onDuty: called.length > 0 ? called : dispatchers };
}

/** Those on duty who may read it; where there is none, leaders who may. */
export async function onDutyFor(
  t: Tx,
  report: Report,
  context: NoticeContext,
  now: Date,
): Promise<Recipient[]> {
  const { onDuty, leaders } = await readersOf(t, report, context, now);
  return asRecipients(onDuty.length > 0 ? onDuty : leaders);
}

/** Who hears of a report: see `tellOfficers`. */
export async function audienceOf(
  t: Tx,
  report: Report,
  context: NoticeContext,
  now: Date,
): Promise<Recipient[]> {
  const { officers, onDuty, leaders } = await readersOf(t, report, context, now);
  const isUrgent = report.priority === "urgent";
  // Who may read it is told, and no group is.
  if (isRestricted(report)) return asRecipients(isUrgent ? unique(leaders, onDuty) : leaders);
  if (report.sensitive) return asRecipients(unique(onDuty, leaders));
  const assignee = officers.find((o) => o.id === report.assignee && mayHandle(o, report));
  if (assignee) return asRecipients(unique([assignee], isUrgent ? onDuty : []));
  const routed = await routedTo(t, report, context, { officers, onDuty });
  if (routed.length > 0 && !isUrgent) return asRecipients(routed);
  const officersGroups = (await t.groups.all()).filter((g) => g.kind === "officers" && isReachable(g, now));
  const own = officersGroups.filter((g) => report.office !== undefined && g.office === report.office);
  const groups = own.length > 0 ? own : officersGroups.filter((g) => g.office === undefined);
  const inOffice = officers.filter((o) => report.office !== undefined && o.office === report.office);
  const called = isUrgent || groups.length === 0 ? unique(routed, inOffice, onDuty) : [];
  // Danger calls a person, not only a group.
  const instead = isUrgent && leaders.length > 0 ? leaders : groups.length === 0 ? everybody(officers) : [];
  const people = called.length > 0 ? called : instead;
  return [...groups.map((g) => ({ group: g.id })), ...asRecipients(people)];
}

function everybody(officers: readonly Officer[]): Officer[] {
  return officers.filter(({ role }) => role !== "auditor");
}

function unique(...lists: readonly (readonly Officer[])[]): Officer[] {
  return [...new Set(lists.flat())];
}
