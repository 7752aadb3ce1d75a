import type { Channel } from "../channels/channel.ts";
import type { Address } from "../domain/people.ts";

export type Channels = ReadonlyMap<string, Channel>;

/** Ids that change are only good while the channel knows its epoch: before that nothing is stale, and nothing is sent. */
function knowsEpoch(channel: Channel): boolean {
  return channel.capabilities.stableIds || channel.epoch() !== "";
}

/** Whether an account can be used now: online, and with ids that mean what they say. */
export function isReady(channel: Channel): boolean {
  return channel.health().online && knowsEpoch(channel);
}

/** Whether an address is of an earlier login, so that it may be somebody else's now, or of a channel that is no more. */
export function isStale(address: Address, channels: Channels): boolean {
  const channel = channels.get(address.channel);
  return channel === undefined || (knowsEpoch(channel) && address.epoch !== channel.epoch());
}
