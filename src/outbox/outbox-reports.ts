import type { Delivery } from "../domain/deliveries.ts";

/** How one account does. */
export interface AccountStatus {
  /** Rows that could go now but for their turn, their pace or an offline channel. */
  readonly queued: { answers: number; notices: number; broadcasts: number; later: number };
  /** Broadcasts of this day in the station's zone, and how many there may be. */
  readonly today: number;
  readonly perDay?: number;
  /** Why broadcasts wait; absent where they do not. */
  readonly paused?: "offline" | "risk-control" | "day-budget" | "quiet-hours";
}

/** What admins should hear about an account. */
export interface OutboxFault {
  readonly channel: string;
  /** `risk-control`: broadcasts of this account stop until `until`; `day-budget`: the rest of the day's are held. */
  readonly fault: "risk-control" | "day-budget";
  readonly until: Date;
}

/** One attempt or decision, for the metrics. */
export interface OutboxResult {
  readonly channel: string;
  readonly kind: Delivery["kind"] | "say";
  readonly outcome: "sent" | "not-sent" | "unknown" | "expired";
  readonly reason?: string;
}
