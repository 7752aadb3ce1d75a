import type { Approval, ApprovalKind } from "../domain/approvals.ts";
import type { Officer } from "../domain/people.ts";
import type { Reads, Tx } from "../store/store.ts";

/** Who decides one kind of approval. */
export interface Approvers {
  mayDecide(
    officer: Officer,
    approval: Pick<Approval, "subject" | "askedBy" | "topics">,
    reads: Pick<Reads, "reports">,
  ): boolean | Promise<boolean>;
  /** Those with 0 are asked first, those with 1 where nobody answers; 0 where it is not said. */
  turn?(officer: Officer, approval: Pick<Approval, "topics">): 0 | 1;
}

/** What one kind of approval says of itself; its feature gives it. */
export interface ApprovalRule extends Approvers {
  /** What is asked for, to whoever is asked or reminded; within a transaction. */
  asked?(t: Tx, approval: Approval): Promise<Asked>;
  /** Whether it can still be approved. */
  isOver?(t: Tx, approval: Approval, now: Date): Promise<boolean>;
  /** What follows from the decision, in its transaction. */
  decided(t: Tx, approval: Approval, now: Date): Promise<void>;
}

export interface Asked {
  /** One line, without a resident's words. */
  readonly what: string;
  /** What is to be approved, as a message of its own. */
  readonly shown?: string;
}

export type ApprovalRules = Readonly<Record<ApprovalKind, ApprovalRule>>;
