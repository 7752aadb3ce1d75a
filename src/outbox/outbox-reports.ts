import type { Delivery } from "../domain/deliveries.ts";

/** State of one account, for `/status` and the metrics. */
export interface AccountStatus {
  /** Rows that are due and wait for their turn, their pace or their channel; `later`: rows that are not due yet. */
  readonly queued: { answers: number; notices: number; broadcasts: number; later: number };
  /** Broadcasts sent today (station's zone), and the day's limit. */
  readonly today: number;
  readonly perDay?: number;
  /** Why broadcasts wait; absent if they do not. */
  readonly paused?: "offline" | "risk-control" | "day-budget" | "quiet-hours";
}

/** A fault of an account that admins are told of. */
export interface OutboxFault {
  readonly channel: string;
  /** `risk-control`: the network refuses broadcasts, they stop until `until`. `day-budget`: the day's limit is reached. */
  readonly fault: "risk-control" | "day-budget";
  readonly until: Date;
}

/** Result of one call, or an expiry, for the metrics. */
export interface OutboxResult {
  readonly channel: string;
  readonly kind: Delivery["kind"] | "say";
  readonly outcome: "sent" | "not-sent" | "unknown" | "expired";
  readonly reason?: string;
}
