/** The clock as a port, so that tests can set it: the app never reads the system clock itself. */
export interface Clock {
  now(): Date;
  /** Runs `fn` once after `ms` milliseconds; the returned function cancels it. `fn` must not reject. */
  after(ms: number, fn: () => void): () => void;
}

/** setTimeout overflows past 2^31-1 ms and would fire at once. */
const LONGEST_TIMEOUT = 2_147_483_647;

export const systemClock: Clock = {
  now: () => new Date(),
  after(ms, fn) {
    const timer = setTimeout(fn, Math.min(Math.max(ms, 0), LONGEST_TIMEOUT));
    return () => clearTimeout(timer);
  },
};
