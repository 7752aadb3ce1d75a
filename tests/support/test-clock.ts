import { createSetClock, type SetClock } from "../../src/lib/set-clock.ts";

export interface TestClock extends Pick<SetClock, "now" | "after" | "advance"> {
  /** Sets the wall clock without running anything: a leap. What waits goes on waiting for as long, as real timers do. */
  leap(to: Date): void;
}

/** A clock that stands still until it is told to move. */
export function createTestClock(start = new Date("2026-11-24T02:00:00Z")): TestClock {
  const { now, after, advance } = createSetClock(start);
  let leapt = 0;
  const wall = () => now().getTime() + leapt;
  return {
    now: () => new Date(wall()),
    after,
    advance,
    leap(to) {
      leapt += to.getTime() - wall();
    },
  };
}
