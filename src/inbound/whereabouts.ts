import QuickLRU from "quick-lru";
import type { InboundMessage } from "../channels/channel.ts";
import type { Address } from "../domain/people.ts";

const REMEMBERED = 50_000;

/** Which group somebody was last seen in, for routing; in memory only, because group chatter is never stored. */
export function createWhereabouts() {
  const lastSeen = new QuickLRU<string, Address>({ maxSize: REMEMBERED });
  const key = (from: Address) => `${from.channel}\n${from.epoch}\n${from.id}`;
  return {
    saw({ from, chat }: InboundMessage): void {
      lastSeen.set(key(from), chat);
    },
    of: (from: Address): Address | undefined => lastSeen.get(key(from)),
  };
}
