import type { Clock } from "./clock.ts";

/** A clock that somebody sets: it stands still, or flows with real time, and can be moved forward. */
export interface SetClock extends Clock {
  /**
   * Moves on by `ms`, running what falls due in order, each at its own instant. `settle` is awaited after each, so that
   * work that a timer began ends at that instant.
   */
  advance(ms: number, settle?: () => Promise<void>): Promise<void>;
  /** From now on it flows as real time does. */
  flow(): void;
  /** Stands still for good. */
  stop(): void;
}

/** setTimeout overflows past 2^31-1 ms and would fire at once. */
const LONGEST_TIMEOUT = 2_147_483_647;

/** A clock that stands at `start` until it is told to move. */
export function createSetClock(start: Date): SetClock {
  let at = start.getTime();
  /** When, in real time, it stood at `at`; `undefined` while it stands still. */
  let flowingSince: number | undefined;
  let alarm: NodeJS.Timeout | undefined;
  const timers = new Set<{ due: number; fn: () => void }>();

  const now = () => (flowingSince === undefined ? at : at + Math.floor(performance.now() - flowingSince));

  function next() {
    let first: { due: number; fn: () => void } | undefined;
    for (const timer of timers) if (!first || timer.due < first.due) first = timer;
    return first;
  }

  function ring(): void {
    for (let due = next(); due && due.due <= now(); due = next()) {
      timers.delete(due);
      due.fn();
    }
    wait();
  }

  function wait(): void {
    clearTimeout(alarm);
    const due = flowingSince === undefined ? undefined : next();
    if (due) alarm = setTimeout(ring, Math.min(Math.max(due.due - now(), 0), LONGEST_TIMEOUT));
  }

  function halt(): void {
    at = now();
    flowingSince = undefined;
    clearTimeout(alarm);
  }

  function flow(): void {
    flowingSince = performance.now();
    wait();
  }

  return {
    now: () => new Date(now()),
    after(ms, fn) {
      const timer = { due: now() + Math.max(ms, 0), fn };
      timers.add(timer);
      wait();
      return () => {
        timers.delete(timer);
        wait();
      };
    },
    async advance(ms, settle = async () => {}) {
      const flows = flowingSince !== undefined;
      halt();
      const end = at + ms;
      await settle();
      for (let due = next(); due && due.due <= end; due = next()) {
        timers.delete(due);
        at = Math.max(at, due.due);
        due.fn();
        await settle();
      }
      at = end;
      await settle();
      if (flows) flow();
    },
    flow,
    stop: halt,
  };
}
