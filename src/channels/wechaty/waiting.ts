import type { Clock } from "../../lib/clock.ts";

/** No answer within the time allowed. */
export class NoAnswerError extends Error {
  constructor() {
    super("no answer");
    this.name = "NoAnswerError";
  }
}

/** Settles as `promise` does, or rejects with `NoAnswerError` after `ms`; a later rejection of `promise` is swallowed. */
export function within<T>(clock: Clock, ms: number, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(ms, () => reject(new NoAnswerError()));
    promise.then(resolve, reject).finally(cancel);
  });
}

/** Resolves after `ms`, or as soon as `cancelled` does. */
export function pause(clock: Clock, ms: number, cancelled: Promise<unknown>): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      cancel();
      resolve();
    };
    const cancel = clock.after(ms, done);
    void cancelled.then(done);
  });
}
