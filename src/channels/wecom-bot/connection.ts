import {
  type BaseMessage,
  type EventMessageWith,
  type SendMsgBody,
  type TemplateCard,
  type TemplateCardEventData,
  type WeComMediaType,
  WSClient,
  type WsFrame,
} from "@wecom/aibot-node-sdk";
import type { Clock } from "../../lib/clock.ts";
import type { Logger } from "../../lib/logger.ts";
import { DeliveryError } from "../channel.ts";

export type BotMessage = WsFrame<BaseMessage>;
export type CardPress = WsFrame<EventMessageWith<TemplateCardEventData>>;

/** The line to WeCom, over the official SDK: it beats, and connects again without end. */
export interface BotConnection {
  start(): void;
  stop(): void;
  /**
   * Resolves when WeCom has acknowledged it. Rejects with `DeliveryError`. `late` is called where the acknowledgement
   * comes after that all the same.
   */
  send(chat: string, body: SendMsgBody, late?: () => void): Promise<void>;
  /** The `media_id` of an uploaded file; nothing has been sent by then. Rejects with `DeliveryError`. */
  upload(bytes: Buffer, type: WeComMediaType, filename: string): Promise<string>;
  /** Within 5 s of the press, or never. Rejects with whatever. */
  updateCard(press: CardPress, card: TemplateCard): Promise<void>;
}

export interface BotConnectionOptions {
  readonly botId: string;
  readonly secret: string;
  readonly wsUrl?: string | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Milliseconds: until an acknowledgement counts as missing, the first wait before connecting again, between beats. */
  readonly timing?:
    | { readonly ack?: number; readonly reconnect?: number; readonly heartbeat?: number }
    | undefined;
}

export interface BotConnectionEvents {
  online(): void;
  /** `fault`: the fixed word of the channel's health. */
  offline(fault: "offline" | "wrong-secret" | "elsewhere"): void;
  message(message: BotMessage): void;
  press(press: CardPress): void;
}

/** The SDK's own limit is 5 s: after it the acknowledgement is not looked at any more. */
const ACK = 4_900;
/** Another machine took the bot over: two that fight for it would serve nobody. */
const AFTER_ELSEWHERE = 60_000;

export function createBotConnection(options: BotConnectionOptions, on: BotConnectionEvents): BotConnection {
  const { clock, logger, timing } = options;
  const client = new WSClient({
    botId: options.botId,
    secret: options.secret,
    maxReconnectAttempts: -1,
    maxAuthFailureAttempts: -1,
    ...(options.wsUrl ? { wsUrl: options.wsUrl } : {}),
    ...(timing?.reconnect ? { reconnectInterval: timing.reconnect } : {}),
    ...(timing?.heartbeat ? { heartbeatInterval: timing.heartbeat } : {}),
    wsOptions: { handshakeTimeout: 10_000 },
    logger: withoutWords(logger),
  });
  let authenticated = false;
  let refused = false;
  let cancelReturn = () => {};

  client.on("authenticated", () => {
    authenticated = true;
    refused = false;
    on.online();
  });
  client.on("error", (error) => {
    // The one thing that the SDK tells of a refusal is in the sentence.
    const [, code] = /^Authentication failed:.*\(code: (-?\d+)\)$/s.exec(error.message) ?? [];
    if (code === undefined) return;
    refused = true;
    logger.warn({ code }, "wecom bot: refused");
  });
  client.on("disconnected", () => {
    authenticated = false;
    on.offline(refused ? "wrong-secret" : "offline");
  });
  client.on("event.disconnected_event", () => {
    // The SDK never comes back from this by itself. It goes on in this turn, so the fault is told after it.
    queueMicrotask(() => on.offline("elsewhere"));
    cancelReturn = clock.after(AFTER_ELSEWHERE, () => void client.connect());
  });
  client.on("message", (message) => on.message(message));
  client.on("event.template_card_event", (press) => on.press(press));

  /** What became of a frame: `late` where the acknowledgement came after it was given up. */
  function acknowledged<T>(frame: Promise<T>, late?: () => void): Promise<T> {
    return new Promise((resolve, reject) => {
      let over = false;
      const cancel = clock.after(timing?.ack ?? ACK, () => {
        over = true;
        reject(new DeliveryError("unknown", "timeout", false));
      });
      frame.then(
        (answer) => {
          cancel();
          if (over) late?.();
          else resolve(answer);
        },
        (error: unknown) => {
          cancel();
          reject(refusalOf(error));
        },
      );
    });
  }

  function assertOnline(): void {
    if (!authenticated) throw new DeliveryError("not-sent", "offline", true);
  }

  return {
    start: () => void client.connect(),
    stop() {
      cancelReturn();
      authenticated = false;
      client.disconnect();
    },
    async send(chat, body, late) {
      assertOnline();
      await acknowledged(client.sendMessage(chat, body), late);
    },
    async upload(bytes, type, filename) {
      assertOnline();
      try {
        return (await client.uploadMedia(bytes, { type, filename })).media_id;
      } catch (error) {
        throw new DeliveryError("not-sent", authenticated ? "rejected" : "offline", !authenticated, {
          cause: error,
        });
      }
    },
    async updateCard(press, card) {
      await acknowledged(client.updateTemplateCard(press, card, [press.body?.from.userid ?? ""]));
    },
  };
}

/** Sent too often: WeCom lets a bot say 30 things a minute to one conversation, 1000 an hour. */
const TOO_OFTEN = new Set([45009, 45033, 846607]);
/** There is no such person or group for the bot, or not any more. */
const NOT_THERE = new Set([40003, 60111, 86003, 86006, 86008, 93006]);

/** A frame that was refused is the answer itself; anything else is an `Error` of the SDK, told by its sentence. */
function refusalOf(error: unknown): DeliveryError {
  if (error instanceof Error) {
    const isNotSent = /not connected|exceeds max size/.test(error.message);
    if (isNotSent) return new DeliveryError("not-sent", "offline", true);
    return new DeliveryError("unknown", /timeout/.test(error.message) ? "timeout" : "offline", false);
  }
  const code = (error as WsFrame).errcode ?? 0;
  if (code === -1) return new DeliveryError("unknown", "rejected", false);
  if (TOO_OFTEN.has(code)) return new DeliveryError("not-sent", "risk-control", true);
  return new DeliveryError("not-sent", NOT_THERE.has(code) ? "removed" : "rejected", false);
}

/** The SDK's own lines hold messages and names: only the words before the first sign that may begin one are kept. */
function withoutWords(logger: Logger) {
  const what = (message: string) => message.split(/[:(,\d]/, 1)[0]?.trim();
  return {
    debug: () => {},
    info: (message: string) => logger.debug({ sdk: what(message) }, "wecom bot"),
    warn: (message: string) => logger.info({ sdk: what(message) }, "wecom bot"),
    error: (message: string) => logger.warn({ sdk: what(message) }, "wecom bot"),
  };
}
