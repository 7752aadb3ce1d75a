import type { OfficerId } from "./people.ts";

/** What was said in chat of an officer's duty; it goes before the shifts of jingmin.yaml until it ends. */
export interface DutySet {
  readonly officer: OfficerId;
  /** Whether the officer is on duty. */
  readonly on: boolean;
  /** ISO 8601. */
  readonly until: string;
  readonly by: OfficerId;
  /** ISO 8601. */
  readonly at: string;
}
