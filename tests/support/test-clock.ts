import type { Clock } from "../../src/lib/clock.ts";

export interface TestClock extends Clock {
  /** Moves on by `ms`, running what falls due in order; `settle` is awaited after each step, so that work that a timer began ends at that instant. */
  advance(ms: number, settle?: () => Promise<void>): Promise<void>;
  /** Sets the wall clock without running anything: a leap. What waits goes on waiting for as long, as real timers do. */
  leap(to: Date): void;
}

/** A clock that stands still until it is told to move. */
export function createTestClock(start = new Date("2026-11-24T02:00:00Z")): TestClock {
  let now = start.getTime();
  let order = 0;
  const timers = new Map<number, { due: number; fn: () => void }>();
  const nextDue = () => [...timers].sort(([a, x], [b, y]) => x.due - y.due || a - b)[0];
  return {
    now: () => new Date(now),
    after(ms, fn) {
      const id = order++;
      timers.set(id, { due: now + Math.max(ms, 0), fn });
      return () => timers.delete(id);
    },
    async advance(ms, settle = async () => {}) {
      const end = now + ms;
      await settle();
      for (let next = nextDue(); next && next[1].due <= end; next = nextDue()) {
        timers.delete(next[0]);
        now = Math.max(now, next[1].due);
        next[1].fn();
        await settle();
      }
      now = end;
      await settle();
    },
    leap(to) {
      for (const timer of timers.values()) timer.due += to.getTime() - now;
      now = to.getTime();
    },
  };
}
