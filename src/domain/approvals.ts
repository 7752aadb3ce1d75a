import type { OfficerId } from "./people.ts";

/** Something that waits for the word of another person: 「同意」, 「退 原因」, 「否 原因」. */
export interface Approval {
  /** ULID. */
  readonly id: string;
  readonly kind: "alert" | "identity";
  /** Id of the alert or the report. */
  readonly subject: string;
  /** What it is called in chat: `T2611-012`, `R2611-0042`. */
  readonly number: string;
  readonly askedBy: OfficerId;
  /** ISO 8601. */
  readonly askedAt: string;
  /** `returned`: to be done better and asked again; `refused`: for good. */
  readonly state: "waiting" | "approved" | "returned" | "refused";
  readonly decidedBy?: OfficerId;
  readonly decidedAt?: string;
  /** In the words of the person who returned or refused it. */
  readonly reason?: string;
}
