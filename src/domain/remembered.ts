/** Small facts that must outlive the process. Times are ISO 8601 in UTC. */

/** Until when the scheduler has looked at a schedule. */
export interface ScheduleLook {
  /** The schedule's. */
  readonly id: string;
  /** The cron, with its zone, that it was looked at with. */
  readonly cron: string;
  /** Since when it has been that one; absent in what was written before 2026-12. */
  readonly from?: string;
  readonly until: string;
}

/** The files of a series that were sent last. */
export interface SeriesDraw {
  readonly series: string;
  readonly last: string;
  /** The last one whose name holds no day. */
  readonly undated?: string;
}

/** What an account has spent of its day's broadcasts. */
export interface BudgetUse {
  readonly channel: string;
  /** `YYYY-MM-DD` in the station's zone. */
  readonly day: string;
  readonly sent: number;
  /** Broadcasts rest until then: the network objected. */
  readonly restUntil?: string;
}

/** How much of a growing trouble the admins have been told, so that they hear of each step once. */
export interface AdminNotice {
  /** What it is about, such as `friends.qq`. */
  readonly about: string;
  readonly level: number;
}

/** How far a channel has read a conversation; what came later was missed while the bot was away. */
export interface ReadUntil {
  readonly at: string;
  /** The network's id of the last message. */
  readonly message?: string;
  /** How many messages went there since, where the network counts them. */
  readonly answers?: number;
}
