import type { ActionContext } from "../app/bot-context.ts";
import { askApproval } from "../approvals/index.ts";
import type { Actor } from "../domain/people.ts";
import type { Report } from "../domain/reports.ts";
import { findReport, type OnReport, type ReportRefused } from "./change-report.ts";
import { codeNameOf } from "./code-name-of.ts";

/** `no-decider`: there is no second person who could allow it. */
export type IdentityAsked =
  | { readonly done: Report }
  | ReportRefused
  | { readonly refused: "no-decider" | "no-reason" };

/** An officer asks who is behind a report: a leader or the custodian decides. */
export function askIdentity(
  context: ActionContext,
  actor: Actor,
  { number, reason }: OnReport & { readonly reason: string },
): Promise<IdentityAsked> {
  const { approvalRules: rules, clock } = context;
  const now = clock.now();
  return context.store.tx(async (t) => {
    const found = await findReport(t, context, actor, { action: "report.identity", number });
    if ("refused" in found) return found;
    if (reason.trim() === "") return { refused: "no-reason" };
    const { report, officer } = found;
    const asked = {
      kind: "identity",
      subject: report.id,
      number: report.number,
      askedBy: officer.id,
      why: reason.trim(),
    } as const;
    const deciders = await Promise.all(
      (await t.officers.all())
        .filter(({ revokedAt, accounts }) => !revokedAt && accounts.length > 0)
        .map((one) => rules.identity.mayDecide(one, asked, t)),
    );
    if (!deciders.includes(true)) return { refused: "no-decider" };
    const what = `${officer.name}想知道 ${report.number} ${await codeNameOf(t, report)}是谁：${asked.why}`;
    await askApproval(t, rules, { ...asked, what }, now);
    t.audit.append({
      at: now.toISOString(),
      actor: { officer: officer.id },
      action: "identity.asked",
      subject: { kind: "report", id: report.id },
      words: asked.why,
    });
    return { done: report };
  });
}
