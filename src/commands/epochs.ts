import type { Address } from "../domain/people.ts";
import type { Desk } from "../inbound/desk.ts";

/** Whether an address is of an earlier login, so that it may be somebody else's now. */
export function isStale({ channel, epoch }: Address, { channels }: Pick<Desk, "channels">): boolean {
  const found = channels.get(channel);
  if (!found) return true;
  // Before a channel knows its epoch nothing is stale, and nothing is sent.
  const known = found.capabilities.stableIds || found.epoch() !== "";
  return known && found.epoch() !== epoch;
}
