import { monotonicFactory } from "ulid";

const next = monotonicFactory();

/** A ULID: 26 characters that sort by time of creation; monotonic within this process. */
export function newId(now: Date): string {
  return next(now.getTime());
}
