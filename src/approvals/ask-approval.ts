import type { Approvers, Asked } from "../app/approval-rule.ts";
import type { Approval, ApprovalKind } from "../domain/approvals.ts";
import type { Officer } from "../domain/people.ts";
import { newId } from "../lib/ids.ts";
import type { Tx } from "../store/store.ts";
import { putApprovalTimer } from "./approval-timer.ts";
import { approversOf } from "./approvers.ts";
import { tellOfApproval } from "./tell-approvers.ts";

type Fields = Pick<
  Approval,
  "kind" | "subject" | "number" | "askedBy" | "why" | "topics" | "urgent" | "review"
>;

/**
 * Puts something into the queue and tells those whose turn it is first. Within a transaction. `what` is one line that
 * says what is asked for, without a resident's words. What waited of the same subject is no more: the newest version
 * counts. Where nobody can decide it, `asked` is empty.
 */
export async function askApproval<K extends ApprovalKind>(
  t: Tx,
  rules: Readonly<Record<K, Approvers>>,
  { what, shown, ...fields }: Fields & Asked & { readonly kind: K },
  now: Date,
): Promise<Approval & { readonly asked: readonly Officer[] }> {
  await withdrawApprovals(t, fields, now);
  const approval: Approval = { id: newId(now), ...fields, askedAt: now.toISOString(), state: "waiting" };
  t.approvals.put(approval);
  const asked = (await approversOf(t, rules[fields.kind], approval))[0] ?? [];
  for (const { id } of asked) tellOfApproval(t, approval, { what, ...(shown ? { shown } : {}) }, id, now);
  putApprovalTimer(t, approval, approval.review ? "review" : "remind", now);
  return { ...approval, asked };
}

/** What waits of a subject waits no more: it was changed, dropped, or asked anew. Within a transaction. */
export async function withdrawApprovals(
  t: Tx,
  { subject, kind, askedBy }: Pick<Approval, "subject" | "kind" | "askedBy">,
  now: Date,
): Promise<void> {
  for (const before of await t.approvals.ofSubject(subject)) {
    if (before.state !== "waiting" || before.kind !== kind) continue;
    t.approvals.put({ ...before, state: "returned", decidedBy: askedBy, decidedAt: now.toISOString() });
    t.timers.remove(`approval/${before.id}`);
  }
}
