import { createSetClock, type SetClock } from "../../src/lib/set-clock.ts";

export interface TestClock extends Pick<SetClock, "now" | "after" | "advance"> {
  /** Moves on by `ms` in looks of ten minutes; what was planned from further away is due at its own instant. */
  pass(ms: number, settle: () => Promise<void>): Promise<void>;
  /** Sets the wall clock without running anything: a leap. What waits goes on waiting for as long, as real timers do. */
  leap(to: Date): void;
}

const LOOK_MS = 10 * 60_000;

/** A clock that stands still until it is told to move. */
export function createTestClock(start = new Date("2026-11-24T02:00:00Z")): TestClock {
  const { now, after, advance, lookOn } = createSetClock(start);
  let leapt = 0;
  const wall = () => now().getTime() + leapt;
  return {
    now: () => new Date(wall()),
    after,
    advance,
    pass: (ms, settle) => lookOn(new Date(now().getTime() + ms), LOOK_MS, settle),
    leap(to) {
      leapt += to.getTime() - wall();
    },
  };
}
