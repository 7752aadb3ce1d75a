import { expect, vi } from "vitest";
import type { Channel, ChannelMemory, InboundMessage } from "../../src/channels/channel.ts";
import { createWechatyChannel } from "../../src/channels/wechaty/wechaty-channel.ts";
import type { Address } from "../../src/domain/people.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { createLogger } from "../../src/lib/logger.ts";
import { recordEvents } from "../contract/channel.ts";
import { TOKEN } from "./puppet-rig.ts";

/** Issue 4: the bot is back so long after the peer's return, whatever happened to it. */
export const BACK_WITHIN = { timeout: 15_000, interval: 50 };

const opened: Channel[] = [];
/** A bot with nothing but the channel, and what it heard. */
export function openBot(port: number, extra: { memory?: ChannelMemory; options?: object } = {}) {
  const messages: InboundMessage[] = [];
  const epochs: { epoch: string; groups: readonly { address: Address; name: string }[] }[] = [];
  const channel = createWechatyChannel({
    name: "wechat",
    puppet: "wechaty-puppet-service",
    options: { endpoint: `127.0.0.1:${port}`, token: TOKEN, ...extra.options },
    clock: systemClock,
    logger: createLogger({ level: "silent", pretty: false }),
    ...(extra.memory ? { memory: extra.memory } : {}),
  });
  opened.push(channel);
  const on = recordEvents({ message: (m) => messages.push(m), epoch: (e) => epochs.push(e) });
  const user = (id: string): Address => ({ channel: "wechat", epoch: channel.epoch(), kind: "user", id });
  const online = () => vi.waitFor(() => expect(channel.health().online).toBe(true), BACK_WITHIN);
  const offline = () => vi.waitFor(() => expect(channel.health().online).toBe(false), BACK_WITHIN);
  return { channel, on, messages, epochs, user, online, offline };
}
/** What the app keeps in the store. */
export function keptMemory(): ChannelMemory & { value?: string } {
  return {
    async read() {
      return this.value;
    },
    async write(value) {
      this.value = value;
    },
  };
}

/** Ends all that `openBot` began. */
export async function closeBots(): Promise<void> {
  await Promise.all(opened.splice(0).map((channel) => channel.stop()));
}
