import type { ActionContext } from "../app/bot-context.ts";
import {
  type Approval,
  type ApprovalKind,
  decideApproval,
  meantApproval,
  type NamedApproval,
  type NoneMeant,
  type NotDecided,
  type Verdict,
} from "../domain/approvals.ts";
import type { AuditRecord } from "../domain/audit.ts";
import type { Actor } from "../domain/people.ts";
import { outboxRow } from "../outbox/index.ts";
import { actingOfficer, type NotAllowed } from "../people/index.ts";
import type { Tx } from "../store/store.ts";
import { approvalName } from "./approvers.ts";

export interface Decided {
  readonly done: Approval;
}

/** Decides what waits for this officer's word: the one that is named, or the only alert. Whoever asked is told. */
export function decideWaiting(
  context: ActionContext,
  actor: Actor,
  input: { readonly verdict: Verdict; readonly named?: NamedApproval; readonly reason: string },
): Promise<Decided | NoneMeant | NotDecided | NotAllowed> {
  const { approvalRules: rules, clock } = context;
  const { verdict, named, reason } = input;
  const now = clock.now();
  return context.store.tx(async (t) => {
    const officer = await actingOfficer(t, actor, "approvals.decide");
    if (!officer) return { refused: "not-allowed" };
    const waiting: Approval[] = [];
    for (const one of await t.approvals.waiting())
      if (one.askedBy === officer.id || (await rules[one.kind].mayDecide(officer, one, t))) waiting.push(one);
    const meant = meantApproval(waiting, named);
    if ("refused" in meant) return meant;
    if (verdict === "approved" && (await rules[meant.kind].isOver?.(t, meant, now)))
      return { refused: "over" };
    const decided = decideApproval(meant, verdict, officer.id, reason, now);
    if ("refused" in decided) return decided;
    t.approvals.put(decided);
    t.timers.remove(`approval/${decided.id}`);
    const { kind, subject, askedBy } = decided;
    t.audit.append({
      at: now.toISOString(),
      actor: { officer: officer.id },
      action: `${kind}.${verdict}`,
      subject: { kind: subjectKinds[kind], id: subject },
      ...(decided.reason ? { words: decided.reason } : {}),
    });
    await rules[kind].decided(t, decided, now);
    if (askedBy !== officer.id && askedBy !== "bot") tellAsker(t, decided, officer.name, now);
    return { done: decided };
  });
}

/** What the audit calls the subject of each kind. */
const subjectKinds: Record<ApprovalKind, AuditRecord["subject"]["kind"]> = {
  alert: "alert",
  identity: "report",
  offence: "report",
  publication: "report",
  monthly: "monthly",
};

const verdicts: Record<Verdict, string> = { approved: "同意了", returned: "退回了", refused: "没有同意" };

function tellAsker(t: Tx, { askedBy, kind, number, state, reason }: Approval, by: string, now: Date): void {
  if (state === "waiting") return;
  const because = reason && state !== "approved" ? `：${reason}` : "。";
  const text = `${approvalName({ kind, number })} ${by}${verdicts[state]}${because}`;
  t.deliveries.put(outboxRow({ kind: "notice", to: { officer: askedBy }, text }, now));
}
