import type { InboundMessage } from "../channels/channel.ts";
import type { Address } from "../domain/people.ts";

const REMEMBERED = 100_000;

/** Which group somebody was last seen in, for routing; in memory only, because group chatter is never stored. */
export function createWhereabouts() {
  const lastSeen = new Map<string, Address>();
  const key = (from: Address) => `${from.channel}\n${from.epoch}\n${from.id}`;
  return {
    saw({ from, chat }: InboundMessage): void {
      const who = key(from);
      lastSeen.set(who, chat);
      if (lastSeen.size > REMEMBERED)
        for (const oldest of lastSeen.keys()) if (lastSeen.delete(oldest)) break;
    },
    of: (from: Address): Address | undefined => lastSeen.get(key(from)),
  };
}
