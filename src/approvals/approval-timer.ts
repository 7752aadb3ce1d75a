import type { ApprovalRules } from "../app/approval-rule.ts";
import type { TimerJob } from "../app/timer-job.ts";
import type { Approval } from "../domain/approvals.ts";
import { outboxRow } from "../outbox/index.ts";
import type { Tx } from "../store/store.ts";
import { approvalName, approversOf } from "./approvers.ts";
import { tellOfApproval } from "./tell-approvers.ts";

const MINUTE = 60_000;
const WAIT_MS = 30 * MINUTE;
const URGENT_WAIT_MS = 5 * MINUTE;
/** What is done already is asked about again until somebody has looked at it. */
const REVIEW_MS = 4 * 60 * MINUTE;

type Step = "remind" | "next" | "review";

/** Wakes whoever has not answered; within a transaction. */
export function putApprovalTimer(t: Tx, { id, urgent }: Approval, step: Step, now: Date): void {
  const wait = step === "review" ? REVIEW_MS : urgent ? URGENT_WAIT_MS : WAIT_MS;
  const at = new Date(now.getTime() + wait).toISOString();
  t.timers.put({ id: `approval/${id}`, kind: "approval", subject: id, at, step });
}

/** Reminds once, then asks the next approvers, and tells whoever asked where nobody is left. */
export function createApprovalJob(rules: ApprovalRules): TimerJob {
  return async (t, timer, now) => {
    const approval = await t.approvals.get(timer.subject);
    if (approval?.state !== "waiting") return;
    const rule = rules[approval.kind];
    const [first = [], next = []] = await approversOf(t, rule, approval);
    const asked = (await rule.asked?.(t, approval)) ?? { what: `${approvalName(approval)} 等您批。` };
    if (timer.step === "next") {
      for (const { id } of next) tellOfApproval(t, approval, asked, id, now);
      if (next.length === 0) tellAsker(t, approval, now);
      return;
    }
    const again = timer.step === "review" ? [...first, ...next] : first;
    for (const { id } of again) tellOfApproval(t, approval, { what: `还在等您：${asked.what}` }, id, now);
    putApprovalTimer(t, approval, timer.step === "review" ? "review" : "next", now);
  };
}

function tellAsker(t: Tx, approval: Approval, now: Date): void {
  if (approval.askedBy === "bot") return;
  const text = `${approvalName(approval)} 还没人批，已经催过一次。急的话请打电话找他们。`;
  t.deliveries.put(outboxRow({ kind: "notice", to: { officer: approval.askedBy }, text }, now));
}
