import type { OfficerId, PersonId } from "./people.ts";

/** An account that is not answered for a while: what it writes is kept for leaders, and danger is heard as ever. */
export interface Mute {
  readonly person: PersonId;
  /** In the words of whoever muted it; the resident is told. */
  readonly reason: string;
  readonly by: OfficerId;
  /** ISO 8601. */
  readonly at: string;
  /** ISO 8601; over by itself. */
  readonly until: string;
  /** Id of the report, for leaders only, that what it writes meanwhile is kept in. */
  readonly report?: string;
}

export function isMutedNow(mute: Mute | undefined, now: Date): mute is Mute {
  return mute !== undefined && Date.parse(mute.until) > now.getTime();
}
