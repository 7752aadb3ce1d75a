import type { Approval, ApprovalKind } from "../domain/approvals.ts";
import type { Officer } from "../domain/people.ts";
import type { Reads, Tx } from "../store/store.ts";

/** What one kind of approval says of itself; its feature gives it. */
export interface ApprovalRule {
  mayDecide(
    officer: Officer,
    approval: Pick<Approval, "subject" | "askedBy">,
    reads: Pick<Reads, "reports">,
  ): boolean | Promise<boolean>;
  /** What follows from the decision, in its transaction. */
  decided(t: Tx, approval: Approval, now: Date): Promise<void>;
}

export type ApprovalRules = Readonly<Record<ApprovalKind, ApprovalRule>>;
