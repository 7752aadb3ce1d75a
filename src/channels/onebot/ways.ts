import QuickLRU from "quick-lru";
import type { Address } from "../../domain/people.ts";

/**
 * How each person is reached: as a friend, or through the group of a temporary session. People change between them, and
 * an answer on the wrong way is refused: the way they wrote last is the way back.
 */
export interface Ways {
  wrote(from: Address): void;
  /** The person is a friend from now on. */
  befriended(id: string): void;
  /** Where to send, best first: a later one is for when the network refuses the one before. */
  to(address: Address): readonly Address[];
}

const REMEMBERED = 20_000;

export function createWays(): Ways {
  /** By user: the latest group, and whether the latest way led through it. */
  const known = new QuickLRU<string, { via?: string; temporary: boolean }>({ maxSize: REMEMBERED });

  return {
    wrote({ id, via }) {
      const before = known.get(id);
      const group = via ?? before?.via;
      known.set(id, { temporary: via !== undefined, ...(group !== undefined && { via: group }) });
    },
    befriended(id) {
      const before = known.get(id);
      if (before) known.set(id, { ...before, temporary: false });
    },
    to(address) {
      if (address.kind !== "user") return [address];
      const { via: given, ...friend } = address;
      const way = known.get(address.id) ?? { temporary: given !== undefined };
      const via = way.via ?? given;
      if (via === undefined) return [friend];
      const temporary = { ...friend, via };
      return way.temporary ? [temporary, friend] : [friend, temporary];
    },
  };
}
