/** Something that is to happen at a time, whatever happens to the process until then. */
export interface Timer {
  /** What it is about, so that a new one takes the place of the last: `urgent/01J…`. */
  readonly id: string;
  /** Which of the bot's jobs it wakes. */
  readonly kind: TimerKind;
  /** Id of the report, alert or approval that it is about. */
  readonly subject: string;
  /** ISO 8601. */
  readonly at: string;
  /** Where the job has got to. */
  readonly step: string;
}

export type TimerKind = "urgent" | "outside" | "reply" | "approval" | "alert" | "round" | "handover";
