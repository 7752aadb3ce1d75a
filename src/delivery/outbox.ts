import type { Content } from "../channels/channel.ts";
import type { Address, OfficerId, PersonId } from "../domain/people.ts";
import type { Tx } from "../store/store.ts";

export interface Outbox {
  /** Same as `store.tx`; the delivery rows put in it are picked up as soon as it is durable. */
  tx<T>(work: (t: Tx) => Promise<T>): Promise<T>;
  /** An answer that is not kept: waits for `store.durable()`, goes before all stored rows. Never rejects. */
  say(to: Address, content: Content): Promise<void>;
  /** Somebody wrote: rows parked for want of an address, or because he might be hiding, go on. */
  wake(who: { person: PersonId } | { officer: OfficerId }): void;
  idle(): Promise<void>;
}
