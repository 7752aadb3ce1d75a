import { randomBytes } from "node:crypto";
import type { Clock } from "../../lib/clock.ts";
import type { Room, RoomEvent } from "./room.ts";

export interface Feed {
  /** Position after the newest event; what a page that is rendered now has seen. */
  latest(): string;
  /** Events after `position`, or `undefined` where some of them are forgotten, or the feed has ended: the page must load anew. */
  after(position: string): readonly { readonly position: string; readonly event: RoomEvent }[] | undefined;
  /** Resolves at the next event, or after `ms` milliseconds. */
  next(ms: number): Promise<void>;
}

/** Remembered events; a page that was away for longer loads anew. */
const REMEMBERED = 300;

/** The room's events in one line, so that a page that lost its connection goes on where it was (`Last-Event-ID`). */
export function createFeed(room: Room, clock: Clock, ended?: AbortSignal): Feed {
  // Positions of an earlier process must not be taken for ours.
  const run = randomBytes(4).toString("hex");
  const events: RoomEvent[] = [];
  let first = 0;
  const waiting = new Set<() => void>();
  room.subscribe((event) => {
    events.push(event);
    if (events.length > REMEMBERED) {
      events.shift();
      first += 1;
    }
    for (const wake of waiting) wake();
  });
  ended?.addEventListener("abort", () => {
    for (const wake of waiting) wake();
  });
  return {
    latest: () => `${run}-${first + events.length}`,
    after(position) {
      const [of, count] = position.split("-");
      const seen = Number(count);
      if (ended?.aborted) return undefined;
      if (of !== run || !Number.isInteger(seen) || seen < first || seen > first + events.length)
        return undefined;
      return events
        .slice(seen - first)
        .map((event, index) => ({ position: `${run}-${seen + index + 1}`, event }));
    },
    next: (ms) =>
      new Promise((resolve) => {
        const wake = () => {
          cancel();
          waiting.delete(wake);
          resolve();
        };
        const cancel = clock.after(ms, wake);
        waiting.add(wake);
      }),
  };
}
