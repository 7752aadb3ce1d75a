import QuickLRU from "quick-lru";
import type { Clock } from "../../lib/clock.ts";

const TRIES = 5;
const WITHIN = 5 * 60_000;
/** Of all clients together within the same time: a code has 39 bits, but machines are many. */
const ALTOGETHER = 200;

/** Counts wrong codes: five of a client within five minutes, and it waits. In memory: codes live no longer. */
export function createTries(clock: Clock) {
  const wrong = new QuickLRU<string, readonly number[]>({ maxSize: 5_000 });
  let all: readonly number[] = [];
  const recent = (times: readonly number[]) => {
    const now = clock.now().getTime();
    return times.filter((at) => Math.abs(now - at) < WITHIN);
  };
  return {
    may: (client: string) =>
      recent(wrong.get(client) ?? []).length < TRIES && recent(all).length < ALTOGETHER,
    failed(client: string): void {
      const now = clock.now().getTime();
      wrong.set(client, [...recent(wrong.get(client) ?? []), now]);
      all = [...recent(all), now];
    },
  };
}
