import type { OfficerId } from "./people.ts";

/** Something that waits for the word of another person: 「同意」, 「退 原因」, 「否 原因」. */
export interface Approval {
  /** ULID. */
  readonly id: string;
  readonly kind: "alert" | "identity" | "offence" | "publication" | "monthly";
  /** Id of the alert or the report; of the monthly report its month. */
  readonly subject: string;
  /** What it is called in chat: `T2611-012`, `R2611-0042`, `2026-11`. */
  readonly number: string;
  /** Nobody where the bot asks by itself: for a file of the folder. */
  readonly askedBy: OfficerId | "bot";
  /** Why, in the words of whoever asked. */
  readonly why?: string;
  /** ISO 8601. */
  readonly askedAt: string;
  /** `returned`: to be done better and asked again; `refused`: for good. */
  readonly state: "waiting" | "approved" | "returned" | "refused";
  /** What it is about, where that says who may decide. */
  readonly topics?: readonly string[];
  /** Nobody waits longer than minutes. */
  readonly urgent?: true;
  /** It is done already, and somebody else has to look at it. */
  readonly review?: true;
  readonly decidedBy?: OfficerId;
  readonly decidedAt?: string;
  /** In the words of the person who returned or refused it. */
  readonly reason?: string;
}

export type ApprovalKind = Approval["kind"];
/** What each kind is called before its number; an alert's number needs no word. */
export const approvalWords = {
  alert: "",
  identity: "身份",
  offence: "案件",
  publication: "公开",
  monthly: "月报",
} as const satisfies Record<ApprovalKind, string>;

export type Verdict = Exclude<Approval["state"], "waiting">;

/** One that is named: 「同意 T2611-012」, 「同意 身份 42」. */
export interface NamedApproval {
  readonly kind: ApprovalKind;
  readonly number: string;
}

/**
 * Why no approval is meant. `none`: nothing waits; `which`: no single alert waits, or only what must be named; `no-such`:
 * what was named does not wait.
 */
export interface NoneMeant {
  readonly refused: "none" | "which" | "no-such";
  readonly waiting: readonly Approval[];
}

/** Which of those that wait is meant. Without a name the one alert, where exactly one waits; anything else always by name. */
export function meantApproval(
  waiting: readonly Approval[],
  named: NamedApproval | undefined,
): Approval | NoneMeant {
  if (named) {
    const found = waiting.find(({ kind, number }) => kind === named.kind && number === named.number);
    return found ?? { refused: "no-such", waiting };
  }
  if (waiting.length === 0) return { refused: "none", waiting };
  const [alert, ...more] = waiting.filter(({ kind }) => kind === "alert");
  return alert && more.length === 0 ? alert : { refused: "which", waiting };
}

/** Why an approval was not decided; `over`: too late for it. A second person decides: nobody approves their own; what goes back needs a reason. */
export interface NotDecided {
  readonly refused: "own" | "already-decided" | "no-reason" | "over";
}

export function decideApproval(
  approval: Approval,
  verdict: Verdict,
  by: OfficerId,
  reason: string,
  now: Date,
): Approval | NotDecided {
  if (approval.state !== "waiting") return { refused: "already-decided" };
  if (approval.askedBy === by && verdict === "approved") return { refused: "own" };
  if (verdict !== "approved" && reason.trim() === "") return { refused: "no-reason" };
  const decided = { ...approval, state: verdict, decidedBy: by, decidedAt: now.toISOString() };
  return reason.trim() === "" ? decided : { ...decided, reason: reason.trim() };
}
