import type { Address } from "../../domain/people.ts";
import type { Clock } from "../../lib/clock.ts";
import type { Logger } from "../../lib/logger.ts";
import { createRecent } from "../../lib/recent.ts";
import {
  type Channel,
  type ChannelEvents,
  type ChannelHealth,
  type ChannelMemory,
  DeliveryError,
  DownloadError,
} from "../channel.ts";
import type { WecomClient } from "../wecom/client.ts";
import { isTooOften, type WecomError } from "../wecom/wecom-error.ts";
import { type Callback, createCallback } from "./callback.ts";
import { createCursor } from "./cursor.ts";
import { mediaIn, readItem } from "./messages.ts";
import { createSending } from "./sending.ts";
import { createSync } from "./sync.ts";

export interface WechatKfOptions {
  readonly name: string;
  readonly corpId: string;
  readonly openKfId: string;
  /** Of the secret that manages the account. */
  readonly client: WecomClient;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Keeps how far was read and filed. */
  readonly memory?: ChannelMemory | undefined;
  /** Milliseconds between two looks; 5 s, or with a callback 5 min, in case one is lost. */
  readonly poll?: number | undefined;
  readonly callback?:
    | { readonly token: string; readonly aesKey: string; readonly listen: string }
    | undefined;
}

export interface WechatKfChannel extends Channel {
  /** Where callbacks are taken, once they are. */
  callbackAddress(): { host: string; port: number } | undefined;
}

const POLL = 5000;
const POLL_BESIDE_CALLBACK = 5 * 60_000;
/** What a customer's message allows: five messages within 48 hours. */
const ANSWERS = { within: 48 * 60 * 60_000, count: 5 };
const WELCOME_WITHIN = 20_000;
const REMEMBERED = 20_000;
/** The account counts as away after so long without an answer, where the network only asks to be asked less. */
const AWAY_AFTER = 3 * 60_000;
/** So many times in a row nobody answered: one is a hiccup. */
const AWAY_FAILURES = 2;
/** A history goes back three days: a message much older than that is one of a wrong clock. */
const PAST_AT_MOST = 4 * 24 * 60 * 60_000;

/** Why a message did not arrive (`fail_type` of the documents): 4 and 6 the window, 5 the conversation, 10 refused by them. */
const failTypes: Partial<Record<number, "window" | "refused">> = {
  4: "window",
  5: "window",
  6: "window",
  10: "refused",
};

/** 微信客服: residents write from any WeChat. Direct messages alone; their ids stay the same for ever. */
export function createWechatKfChannel(options: WechatKfOptions): WechatKfChannel {
  const { name, openKfId, client, clock, logger } = options;
  const poll = options.poll ?? (options.callback ? POLL_BESIDE_CALLBACK : POLL);
  let on: ChannelEvents | undefined;
  let stopped = false;
  let health: ChannelHealth = { online: false, since: clock.now() };
  let failures = 0;
  let answeredAt = clock.now().getTime();
  const seen = createRecent(REMEMBERED);
  const codes = new Map<string, { readonly code: string; readonly until: number }>();

  const cursor = createCursor({ memory: options.memory, clock, logger });
  const sync = createSync({
    client,
    clock,
    logger,
    cursor,
    openKfId,
    poll,
    pass,
    missed: (gap) => on?.missed(gap),
    answered() {
      failures = 0;
      answeredAt = clock.now().getTime();
      setOnline(true);
    },
    refused(error: WecomError) {
      failures = error.outcome === "refused" ? AWAY_FAILURES : failures + 1;
      const isAway = isTooOften(error.code)
        ? clock.now().getTime() - answeredAt > AWAY_AFTER
        : failures >= AWAY_FAILURES;
      if (isAway || !health.online) setOnline(false, error.fault);
    },
  });
  const callback: Callback | undefined =
    options.callback &&
    createCallback({
      listen: options.callback.listen,
      keys: { ...options.callback, corpId: options.corpId },
      clock,
      logger,
      news(news) {
        if (news.openKfId === undefined || news.openKfId === openKfId) sync.look(news.token);
      },
    });

  function setOnline(online: boolean, fault?: string): void {
    // What was asked before the stop may be answered after it.
    if ((stopped && online) || (health.online === online && health.fault === fault)) return;
    const since = health.online === online ? health.since : clock.now();
    const { fault: _, ...rest } = health;
    health = { ...rest, online, since, ...(fault === undefined ? {} : { fault }) };
    logger.info({ channel: name, online, fault }, "wechat-kf: health");
    on?.health(health);
  }

  function pass(item: unknown, how: { isPast: boolean; isAgain: boolean }): Promise<boolean> {
    const events = on;
    if (!events) return Promise.resolve(false);
    const now = clock.now();
    const read = readItem(item, { channel: name, openKfId, now });
    if (read === "nothing") return Promise.resolve(true);
    if ("ignored" in read) {
      events.ignored(read.ignored);
      return Promise.resolve(true);
    }
    if ("recalled" in read) {
      events.recalled({ chat: read.chat, message: read.recalled });
      return Promise.resolve(true);
    }
    if ("message" in read) {
      const { message } = read;
      if (!how.isAgain && !seen.add(message.id)) {
        events.ignored("duplicate");
        return Promise.resolve(true);
      }
      health = { ...health, lastIn: now };
      const isPast = how.isPast && now.getTime() - message.at.getTime() < PAST_AT_MOST;
      const whole = {
        ...message,
        ...(isPast ? { past: true as const } : {}),
        ...(how.isAgain ? { again: true as const } : {}),
      };
      return new Promise((settled) => events.message(whole, settled));
    }
    if ("failed" in read) {
      const reason = failTypes[read.type] ?? "rejected";
      const key = read.failed.replace(/_\d+$/, "");
      return new Promise((settled) => events.undelivered({ to: read.to, key, reason }, settled));
    }
    const { entered: address, scene, welcomeCode } = read;
    const greets = welcomeCode !== "" && !how.isPast && !how.isAgain;
    if (greets) keepCode(address, welcomeCode);
    return new Promise((settled) => events.entered({ address, scene, greets }, settled));
  }

  function keepCode({ id }: Address, code: string): void {
    const now = clock.now().getTime();
    for (const [other, { until }] of codes) if (until <= now) codes.delete(other);
    codes.set(id, { code, until: now + WELCOME_WITHIN });
  }

  const send = createSending({
    name,
    openKfId,
    client,
    clock,
    isStopped: () => stopped,
    welcomes: {
      take({ id }) {
        const found = codes.get(id);
        codes.delete(id);
        return found && found.until > clock.now().getTime() ? found.code : undefined;
      },
    },
  });

  return {
    name,
    type: "wechat-kf",
    capabilities: {
      stableIds: true,
      acceptInvite: false,
      quote: false,
      image: true,
      file: true,
      voice: true,
      recall: false,
      sentId: true,
      answers: ANSWERS,
    },
    async start(events) {
      on = events;
      await callback?.start();
      await sync.start();
    },
    async send(to, content) {
      const sent = await send(to, content);
      health = { ...health, lastOut: sent.at };
      return sent;
    },
    async recall() {
      throw new DeliveryError("not-sent", "unsupported", false);
    },
    async download(ref) {
      const id = mediaIn(ref);
      if (id === undefined) throw new DownloadError("refused", "not a reference of this channel");
      return client.media(id);
    },
    health: () => health,
    epoch: () => "",
    callbackAddress: () => callback?.address(),
    async stop() {
      if (stopped) return;
      stopped = true;
      setOnline(false);
      await callback?.stop();
      await sync.stop();
    },
  };
}
