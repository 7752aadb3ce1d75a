import type { ApprovalRule } from "../app/approval-rule.ts";
import type { ActionContext } from "../app/bot-context.ts";
import { askApproval } from "../approvals/index.ts";
import type { Group } from "../domain/groups.ts";
import type { Actor } from "../domain/people.ts";
import { checkPublicLine, type LineRefused } from "../domain/public-line.ts";
import { mayDo } from "../domain/rights.ts";
import { outboxRow } from "../outbox/index.ts";
import type { Reads } from "../store/store.ts";
import { findReport, type OnReport, type ReportRefused } from "./change-report.ts";

/** A line that was not sent within this time is no news any more. */
const LIFE_MS = 12 * 3_600_000;

export type NotPublished =
  | LineRefused
  /** The report belongs to no office; its office has no group; a line of it has been sent already. */
  | { readonly refused: "no-office" | "no-group" | "published" };

/** Asks a second person to agree to one impersonal line for the community groups of the report's office. */
export function publishLine(
  context: ActionContext,
  actor: Actor,
  { number, text }: OnReport & { readonly text: string },
): Promise<{ readonly done: "asked"; readonly groups: number } | NotPublished | ReportRefused> {
  const { store, clock, approvalRules } = context;
  const now = clock.now();
  return store.tx(async (t) => {
    const found = await findReport(t, context, actor, { action: "report.publish", number });
    if ("refused" in found) return found;
    const { report, officer } = found;
    const contact = await t.contacts.get(report.reporter);
    const unfit = checkPublicLine(text, contact?.name ? [contact.name] : []);
    if (unfit) return unfit;
    if (report.office === undefined) return { refused: "no-office" };
    const groups = await groupsOf(t, report.office);
    if (groups.length === 0) return { refused: "no-group" };
    const before = await t.approvals.ofSubject(report.id);
    if (before.some(({ kind, state }) => kind === "publication" && state === "approved"))
      return { refused: "published" };
    const what = `${officer.name}想发到${report.office}的居民群（${groups.length}个）：\n${text}`;
    const asked = {
      kind: "publication",
      subject: report.id,
      number,
      askedBy: officer.id,
      why: text,
    } as const;
    await askApproval(t, approvalRules, { ...asked, what }, now);
    t.audit.append({
      at: now.toISOString(),
      actor: { officer: officer.id },
      action: "report.publish-asked",
      subject: { kind: "report", id: report.id },
      words: text,
    });
    return { done: "asked", groups: groups.length };
  });
}

/** Any other officer who may publish it decides; leaders and those on duty are told that it waits. Agreed, it goes out once. */
export function createPublicationApproval(station: { readonly name: string }): ApprovalRule {
  return {
    async mayDecide(officer, { subject }, reads) {
      const report = await reads.reports.get(subject);
      return report !== undefined && mayDo(officer, "report.publish", report);
    },
    turn: ({ role }) => (role === "dispatcher" || role === "leader" ? 0 : 1),
    async decided(t, { subject, state, why = "" }, now) {
      const report = state === "approved" ? await t.reports.get(subject) : undefined;
      if (report?.office === undefined) return;
      const expires = new Date(now.getTime() + LIFE_MS).toISOString();
      const text = `【向大家报告】${why}\n${station.name}`;
      for (const { id, address } of await groupsOf(t, report.office)) {
        const to = { group: id };
        const { channel } = address;
        t.deliveries.put(
          outboxRow({ kind: "broadcast", to, channel, text, expires, report: report.id }, now),
        );
      }
    },
  };
}

async function groupsOf(reads: Reads, office: string): Promise<Group[]> {
  return (await reads.groups.all()).filter(
    (group) => group.kind === "community" && group.office === office && group.state === "confirmed",
  );
}
