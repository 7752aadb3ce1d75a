import type { Channel } from "../channels/channel.ts";
import type { Address } from "../domain/people.ts";

export type Channels = ReadonlyMap<string, Channel>;

/** Whether the channel knows its epoch. Before that no address of a network that re-issues ids can be judged or used. */
function knowsEpoch(channel: Channel): boolean {
  return channel.capabilities.stableIds || channel.epoch() !== "";
}

/** Whether an account can send now: it is online and knows its epoch. */
export function isReady(channel: Channel): boolean {
  return channel.health().online && knowsEpoch(channel);
}

/** Whether an address must not be used: its epoch is over, so it may belong to another person now, or its channel is no longer configured. */
export function isStale(address: Address, channels: Channels): boolean {
  const channel = channels.get(address.channel);
  return channel === undefined || (knowsEpoch(channel) && address.epoch !== channel.epoch());
}
