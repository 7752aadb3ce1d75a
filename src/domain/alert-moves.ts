import type { OfficerId } from "./people.ts";

/**
 * `returned` by an approver to be done better, `rejected` for good. `completed`: every delivery is final. `cancelled`:
 * taken back, before or after it was sent. `expired`: its time passed before it was sent.
 */
export const alertStates = [
  "draft",
  "pending-approval",
  "approved",
  "broadcasting",
  "completed",
  "returned",
  "rejected",
  "cancelled",
  "expired",
] as const;
export type AlertState = (typeof alertStates)[number];

/**
 * What a mover is to the alert; one that the table names is enough. `folder`: `alerts/`, for which its keeper answers.
 */
export type Standing = "author" | "approver" | "leader" | "dispatcher" | "bot" | "folder";

export interface Move {
  readonly from: readonly AlertState[];
  readonly to: AlertState;
  readonly by: readonly Standing[];
  /** The words of whoever does it are kept and told. */
  readonly reason?: true;
  /** Not for an alert whose time is over. */
  readonly inTime?: true;
}

const unsent: readonly AlertState[] = ["draft", "returned", "pending-approval", "approved"];

/** The one table of an alert's life: every move, from where, to where, and by whom. */
export const alertMoves = {
  /** What is changed while it waits has to be shown to the approver anew. */
  edit: { from: ["draft", "returned", "pending-approval"], to: "draft", by: ["author"] },
  submit: { from: ["draft", "returned"], to: "pending-approval", by: ["author"], inTime: true },
  /** A file that a schedule with `approve: each` has drawn. */
  "submit-file": { from: ["draft"], to: "pending-approval", by: ["folder"], inTime: true },
  approve: { from: ["pending-approval"], to: "approved", by: ["approver"], inTime: true },
  "approve-file": { from: ["draft"], to: "approved", by: ["folder"], inTime: true },
  return: { from: ["pending-approval"], to: "returned", by: ["approver"], reason: true },
  reject: { from: ["pending-approval"], to: "rejected", by: ["approver"], reason: true },
  /** `Extreme` from a template, without a second person: reviewed afterwards. */
  "send-at-once": { from: ["draft", "returned"], to: "approved", by: ["dispatcher"], inTime: true },
  /** What is taken back needs no second person where a leader says so. */
  "cancel-at-once": { from: ["draft"], to: "approved", by: ["leader"], inTime: true },
  /** The words of a template, which were thought over before, take back what the template said. */
  "cancel-by-template": { from: ["draft"], to: "approved", by: ["author", "dispatcher"], inTime: true },
  broadcast: { from: ["approved"], to: "broadcasting", by: ["bot"], inTime: true },
  complete: { from: ["broadcasting"], to: "completed", by: ["bot"] },
  cancel: {
    from: [...unsent, "broadcasting", "completed"],
    to: "cancelled",
    by: ["author", "leader", "dispatcher"],
  },
  expire: { from: unsent, to: "expired", by: ["bot"] },
} as const satisfies Readonly<Record<string, Move>>;
export type AlertMove = keyof typeof alertMoves;

/** One move that was made. */
export interface AlertStep {
  readonly move: AlertMove;
  /** ISO 8601. */
  readonly at: string;
  readonly by: OfficerId | "bot" | "folder";
  /** In the words of whoever moved it. */
  readonly reason?: string;
}
