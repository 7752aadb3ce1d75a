import type { ApprovalRules } from "../app/approval-rule.ts";
import type { Approval } from "../domain/approvals.ts";
import { newId } from "../lib/ids.ts";
import { outboxRow } from "../outbox/index.ts";
import type { Tx } from "../store/store.ts";

/**
 * Puts something into the queue and tells those who may decide it. Within a transaction. `what` is one line that says
 * what is asked for, without a resident's words. What waited of the same subject is no more: the newest version counts.
 */
export async function askApproval(
  t: Tx,
  rules: ApprovalRules,
  asked: Pick<Approval, "kind" | "subject" | "number" | "askedBy" | "why"> & { readonly what: string },
  now: Date,
): Promise<Approval> {
  const { what, ...fields } = asked;
  const at = now.toISOString();
  for (const before of await t.approvals.ofSubject(asked.subject))
    if (before.state === "waiting" && before.kind === asked.kind)
      t.approvals.put({ ...before, state: "returned", decidedBy: asked.askedBy, decidedAt: at });
  const approval: Approval = { id: newId(now), ...fields, askedAt: at, state: "waiting" };
  t.approvals.put(approval);
  const named = asked.kind === "identity" ? `身份 ${asked.number}` : asked.number;
  for (const officer of await t.officers.all()) {
    if (officer.id === asked.askedBy || officer.revokedAt || officer.accounts.length === 0) continue;
    if (!(await rules[asked.kind].mayDecide(officer, approval, t))) continue;
    const text = `${what}\n回「同意 ${named}」，或「退 ${named} 原因」「否 ${named} 原因」。`;
    t.deliveries.put(outboxRow({ kind: "notice", to: { officer: officer.id }, text }, now));
  }
  return approval;
}
