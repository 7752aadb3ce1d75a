import type { Asked } from "../app/approval-rule.ts";
import type { Approval } from "../domain/approvals.ts";
import { approvalButtons } from "../domain/buttons.ts";
import { outboxRow } from "../outbox/index.ts";
import type { Tx } from "../store/store.ts";
import { approvalName } from "./approvers.ts";

/** Shows an approver what is asked for, and how to answer. */
export function tellOfApproval(
  t: Tx,
  approval: Approval,
  { what, shown }: Asked,
  officer: string,
  now: Date,
): void {
  const own = approval.kind === "alert" ? { report: approval.subject } : {};
  const row = { kind: "notice", to: { officer }, ...own } as const;
  if (shown) t.deliveries.put(outboxRow({ ...row, text: shown, alone: true }, now));
  const named = approvalName(approval);
  const text = `${what}\n回「同意 ${named}」，或「退 ${named} 原因」「否 ${named} 原因」。`;
  t.deliveries.put(outboxRow({ ...row, text, buttons: approvalButtons(named) }, now));
}
