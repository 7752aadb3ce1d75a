import type { OfficerId } from "./people.ts";

/** Something that happens once a day at a set time: a brief, a round of reminders. */
export interface RoundDone {
  /** Name of the round. */
  readonly id: string;
  /** The days on which it has been, `YYYY-MM-DD` in the station's zone; those of the last weeks. */
  readonly days: readonly string[];
}

/** What an officer has been sent by the clock, without having asked. */
export interface ScheduledMessages {
  readonly officer: OfficerId;
  /** `YYYY-MM-DD` in the station's zone. */
  readonly day: string;
  /** How many on that day. */
  readonly count: number;
  /** ISO 8601: of deadlines up to then the officer has heard that they are past. */
  readonly remindedTo?: string;
}

/** As many messages a day may come to a person by the clock. */
export const MOST_A_DAY = 2;
