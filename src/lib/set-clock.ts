import type { Clock } from "./clock.ts";

/** A clock that somebody sets: it stands still, or flows with real time, and can be moved forward. */
export interface SetClock extends Clock {
  /**
   * Moves on by `ms`, running what falls due in order, each at its own instant. `settle` is awaited after each, so that
   * work that a timer began ends at that instant.
   */
  advance(ms: number, settle?: () => Promise<void>): Promise<void>;
  /**
   * Goes on to `until` in looks of `every` ms: at each, all that fell due since the last one runs, then `settle`. What was
   * planned from further away has a look at its own instant. Weeks pass in seconds this way: what asks again each minute
   * asks once a look.
   */
  lookOn(until: Date, every: number, settle: () => Promise<void>): Promise<void>;
  /** From now on it flows as real time does. */
  flow(): void;
  /** Stands still for good. */
  stop(): void;
}

/** `wait`: how long it was set for, in ms. */
interface Timer {
  readonly due: number;
  readonly wait: number;
  readonly fn: () => void;
}

/** setTimeout overflows past 2^31-1 ms and would fire at once. */
const LONGEST_TIMEOUT = 2_147_483_647;

/** A clock that stands at `start` until it is told to move. */
export function createSetClock(start: Date): SetClock {
  let at = start.getTime();
  /** When, in real time, it stood at `at`; `undefined` while it stands still. */
  let flowingSince: number | undefined;
  let alarm: NodeJS.Timeout | undefined;
  const timers = new Set<Timer>();

  const now = () => (flowingSince === undefined ? at : at + Math.floor(performance.now() - flowingSince));

  function next() {
    let first: Timer | undefined;
    for (const timer of timers) if (!first || timer.due < first.due) first = timer;
    return first;
  }

  /** When the next thing is due that was set more than `every` ms before. */
  function planned(every: number): number {
    let first = Number.POSITIVE_INFINITY;
    for (const { due, wait } of timers) if (wait > every && due > at) first = Math.min(first, due);
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

  async function halted(work: () => Promise<void>): Promise<void> {
    const flows = flowingSince !== undefined;
    halt();
    await work();
    if (flows) flow();
  }

  return {
    now: () => new Date(now()),
    after(ms, fn) {
      const timer = { due: now() + Math.max(ms, 0), wait: ms, fn };
      timers.add(timer);
      wait();
      return () => {
        timers.delete(timer);
        wait();
      };
    },
    advance: (ms, settle = async () => {}) =>
      halted(async () => {
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
      }),
    lookOn: (until, every, settle) =>
      halted(async () => {
        while (at < until.getTime()) {
          at = Math.min(until.getTime(), at + every, planned(every));
          for (let due = next(); due && due.due <= at; due = next()) {
            for (; due && due.due <= at; due = next()) {
              timers.delete(due);
              due.fn();
            }
            await settle();
          }
        }
        await settle();
      }),
    flow,
    stop: halt,
  };
}
