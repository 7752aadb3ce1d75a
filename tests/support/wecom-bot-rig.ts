import { createPublicFetch } from "../../src/channels/fetch-public.ts";
import {
  createWecomBotChannel,
  type WecomBotOptions,
} from "../../src/channels/wecom-bot/wecom-bot-channel.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { createLogger } from "../../src/lib/logger.ts";
import { createWecomBotPeer } from "./wecom-bot-peer.ts";

/** A bot's channel and its peer on real sockets. The peer runs already; the channel is to be started. */
export async function openWecomBot(more: Partial<WecomBotOptions> = {}) {
  const peer = createWecomBotPeer();
  await peer.start();
  const channel = createWecomBotChannel({
    name: "wecom",
    botId: peer.botId,
    secret: peer.secret,
    wsUrl: peer.url(),
    clock: systemClock,
    logger: createLogger({ level: "silent", pretty: false }),
    fetchFile: createPublicFetch({ allowLoopback: true }),
    timing: { ack: 300, reconnect: 20 },
    ...more,
  });
  return { peer, channel };
}
