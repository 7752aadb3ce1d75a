import type { Recipient } from "../domain/deliveries.ts";
import { isReachable } from "../domain/groups.ts";
import type { Officer } from "../domain/people.ts";
import { categoryNames, type Report } from "../domain/reports.ts";
import { mayHandle } from "../domain/rights.ts";
import { type OfficeArea, streetIn } from "../domain/routing.ts";
import { noticeAdmins } from "../operators/index.ts";
import { outboxRow } from "../outbox/index.ts";
import type { Tx } from "../store/store.ts";

function asRecipients(officers: readonly Officer[]): Recipient[] {
  return officers.map((o) => ({ officer: o.id }));
}

/** One line that may stand in an officers' group: number, category, known street, priority; nothing the resident said. */
export function noticeLine(report: Report, offices: readonly OfficeArea[]): string {
  const urgent = report.priority === "urgent" ? "【急】" : "";
  const street = streetIn(offices, report.place);
  const where = [report.office, report.office?.startsWith(street ?? "") ? undefined : street];
  const head = `${urgent}${report.number} ${categoryNames[report.category]}`;
  return [head, ...where.filter(Boolean)].join("·");
}

const noLeader =
  "有一件反映只能由所领导看，但没有一位所领导绑定了账号，现在没人看到它。请添加所领导，发「/邀请码 名字」给他绑定。";

/**
 * Tells the officers who should know of `what`: the office's officers' groups that can be reached, else its officers
 * and the dispatchers by direct message. Who has it already is told alone. Complaints reach leaders only, in direct
 * messages; of danger in one the dispatchers hear no more than that. Where no leader can be reached, admins hear that.
 */
export async function tellOfficers(
  t: Tx,
  report: Report,
  what: string,
  { offices, now }: { readonly offices: readonly OfficeArea[]; readonly now: Date },
): Promise<void> {
  const severe = report.priority === "urgent" ? ({ severe: true } as const) : {};
  const put = (to: Recipient, text: string) =>
    t.deliveries.put(outboxRow({ kind: "notice", to, text, report: report.id, ...severe }, now));
  const audience = await audienceOf(t, report, now);
  for (const to of audience) put(to, `${noticeLine(report, offices)}\n${what}`);
  if (report.category !== "complaint") return;
  if (audience.length === 0) await noticeAdmins(t, noLeader, now);
  if (report.priority !== "urgent") return;
  const onDuty = (await reachable(t)).filter((o) => o.role === "dispatcher");
  for (const to of asRecipients(onDuty)) put(to, `【急】${report.number} 有人可能有危险，请马上问所领导。`);
}

async function reachable(t: Tx): Promise<Officer[]> {
  return (await t.officers.all()).filter((o) => !o.revokedAt && o.accounts.length > 0);
}

async function audienceOf(t: Tx, report: Report, now: Date): Promise<Recipient[]> {
  const officers = await reachable(t);
  const leaders = officers.filter((o) => o.role === "leader");
  if (report.category === "complaint") return asRecipients(leaders);
  const assignee = officers.find((o) => o.id === report.assignee && mayHandle(o, report));
  const dispatchers = officers.filter((o) => o.role === "dispatcher");
  if (assignee) {
    const more = report.priority === "urgent" ? dispatchers.filter((o) => o.id !== assignee.id) : [];
    return asRecipients([assignee, ...more]);
  }
  const officersGroups = (await t.groups.all()).filter((g) => g.kind === "officers" && isReachable(g, now));
  const own = officersGroups.filter((g) => report.office !== undefined && g.office === report.office);
  const groups = own.length > 0 ? own : officersGroups.filter((g) => g.office === undefined);
  const inOffice = officers.filter((o) => report.office !== undefined && o.office === report.office);
  const called = report.priority === "urgent" || groups.length === 0 ? [...inOffice, ...dispatchers] : [];
  const people =
    called.length > 0 || groups.length > 0 ? called : officers.filter((o) => o.role !== "auditor");
  return [...groups.map((g) => ({ group: g.id })), ...asRecipients([...new Set(people)])];
}
