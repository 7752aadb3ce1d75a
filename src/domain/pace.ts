import type { OfficerId } from "./people.ts";

/** When an officer last got a message of paced notices. */
export interface Heard {
  readonly officer: OfficerId;
  /** ISO 8601. */
  readonly at: string;
}

/** Milliseconds: in so long an officer gets at most one message of what is not urgent. */
const PACE = 15 * 60_000;

/** Until when the next one waits; `undefined` if it may go now. One that lies ahead is of a clock that was set back. */
export function heardUntil(heard: Heard | undefined, now: Date): Date | undefined {
  if (!heard) return undefined;
  const at = Date.parse(heard.at);
  return at <= now.getTime() && now.getTime() < at + PACE ? new Date(at + PACE) : undefined;
}
