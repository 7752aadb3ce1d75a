import { createPublicFetch } from "../../src/channels/fetch-public.ts";
import type { Segment } from "../../src/channels/onebot/cq.ts";
import {
  createOnebotChannel,
  type OnebotChannel,
  type OnebotOptions,
} from "../../src/channels/onebot/onebot-channel.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { createLogger } from "../../src/lib/logger.ts";
import { createOnebotPeer, type OnebotPeer, type PeerOptions } from "./onebot-peer.ts";

export const person = { id: 2000001, name: "三单元王姐" };
export const group = { id: 7000001, name: "幸福社区1群" };

export interface OnebotRig {
  readonly channel: OnebotChannel;
  readonly peer: OnebotPeer;
  close(): Promise<void>;
}

/** A channel and its peer on real sockets. The peer runs already; the channel is to be started. */
export async function openOnebot(
  mode: "forward" | "reverse" = "forward",
  settings: { peer?: PeerOptions; channel?: Partial<OnebotOptions> } = {},
): Promise<OnebotRig> {
  const token = "a-token-for-tests";
  const common = {
    name: "qq",
    token,
    friendLimit: 500,
    clock: systemClock,
    logger: createLogger({ level: "silent", pretty: false }),
    fetchPublic: createPublicFetch({ allowLoopback: true }),
    backoff: { first: 50, longest: 400 },
    timeouts: { call: 2000, send: 2000, upload: 2000, probe: 1000, part: 10 },
    ...settings.channel,
  };
  if (mode === "forward") {
    const peer = createOnebotPeer({ token, ...settings.peer });
    populate(peer);
    await peer.start();
    const channel = createOnebotChannel({ url: peer.url(), ...common });
    return { channel, peer, close: () => peer.stop() };
  }
  const channel = createOnebotChannel({ listen: "127.0.0.1:0", ...common });
  const dial = () => {
    const bound = channel.address();
    return bound && `ws://${bound.host}:${bound.port}/any/path`;
  };
  const peer = createOnebotPeer({ token, dial, ...settings.peer });
  populate(peer);
  await peer.start();
  return { channel, peer, close: () => peer.stop() };
}

export const text = (value: string): Segment => ({ type: "text", data: { text: value } });

function populate(peer: OnebotPeer): void {
  peer.world.friends.push({ user_id: person.id, nickname: person.name });
  peer.world.groups.push({ group_id: group.id, group_name: group.name });
}
