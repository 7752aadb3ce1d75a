import type { Address } from "../../domain/people.ts";
import type { Clock } from "../../lib/clock.ts";
import type { Logger } from "../../lib/logger.ts";
import { createRecent } from "../../lib/recent.ts";
import {
  type Channel,
  type ChannelEvents,
  type ChannelHealth,
  type ChannelMemory,
  type Content,
  DeliveryError,
  type Download,
  type IgnoredReason,
  type InboundMessage,
  type SentMessage,
} from "../channel.ts";
import { createPublicFetch } from "../fetch-public.ts";
import { createCards } from "./cards.ts";
import {
  type BotConnectionOptions,
  type BotMessage,
  type CardPress,
  createBotConnection,
} from "./connection.ts";
import { createGaps } from "./gaps.ts";
import { readMessage } from "./incoming.ts";
import { fetchInside, openMedia } from "./media.ts";
import { outgoingMessages } from "./outgoing.ts";

export interface WecomBotOptions extends Omit<BotConnectionOptions, "clock" | "logger"> {
  readonly name: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Keeps when the bot last listened, so that a gap is told also after a restart. */
  readonly memory?: ChannelMemory | undefined;
  /** Opens a file's address; by default only public ones, those inside too where a private deployment is named. */
  readonly fetchFile?: ((url: string) => Promise<Download>) | undefined;
}

/** Ids of messages and presses that were heard; WeCom repeats what it believes lost. */
const REMEMBERED = 5_000;

/**
 * A bot of WeCom (智能机器人, also of 政务微信): officers in private and in internal groups, where it is mentioned.
 * Its buttons stand for words: a press is the message that says them, from whoever pressed.
 */
export function createWecomBotChannel(options: WecomBotOptions): Channel {
  const { name, clock, logger } = options;
  const fetchFile = options.fetchFile ?? (options.wsUrl ? fetchInside : createPublicFetch());
  const cards = createCards();
  const gaps = createGaps({ memory: options.memory, clock });
  const heard = createRecent(REMEMBERED);
  const groups = new Set<string>();
  let on: ChannelEvents | undefined;
  let stopped = false;
  let health: ChannelHealth = { online: false, since: clock.now(), fault: "offline" };

  const connection = createBotConnection(options, {
    online() {
      setHealth(true);
      void gaps.opened().then((gap) => gap && on?.missed(gap));
    },
    offline(fault) {
      gaps.closed();
      setHealth(false, fault);
    },
    message: take,
    press: takePress,
  });

  function setHealth(online: boolean, fault?: string): void {
    if (stopped || (health.online === online && health.fault === fault)) return;
    const { fault: _, since, ...rest } = health;
    health = {
      ...rest,
      online,
      since: online === health.online ? since : clock.now(),
      ...(fault ? { fault } : {}),
    };
    on?.health(health);
  }

  /** Passes a message on, once; false where it was none, or was heard before. */
  function hear(message: InboundMessage | undefined, otherwise: IgnoredReason): boolean {
    const reason = message === undefined ? otherwise : heard.add(message.id) ? undefined : "duplicate";
    if (reason) on?.ignored(reason);
    if (reason || !message) return false;
    health = { ...health, lastIn: clock.now() };
    meet(message.chat);
    on?.message(message);
    return true;
  }

  function take({ body }: BotMessage): void {
    hear(body && readMessage(body, name, clock.now()), body?.from ? "malformed" : "no-sender");
  }

  function takePress(press: CardPress): void {
    const { body } = press;
    const pressed = cards.pressed(press);
    const event = body && readMessage({ ...body, msgtype: "event" }, name, clock.now());
    const { unreadable: _, ...message } = event ?? {};
    const said = event && pressed && { ...(message as InboundMessage), text: pressed.says, mentionsMe: true };
    if (!hear(said, "malformed") || !pressed) return;
    // It shows no more than that the button was pressed: what came of it is the answer's to say.
    connection
      .updateCard(press, pressed.card)
      .catch(() => logger.info({ channel: name }, "wecom bot: a pressed card was not marked"));
  }

  /** The network tells nobody that the bot was taken into a group: its first word there does. */
  function meet(chat: Address): void {
    if (chat.kind !== "group" || groups.has(chat.id)) return;
    groups.add(chat.id);
    on?.joined({ address: chat });
  }

  async function send(to: Address, content: Content): Promise<SentMessage> {
    if (to.channel !== name) throw new DeliveryError("not-sent", "rejected", false);
    if (to.epoch !== "") throw new DeliveryError("not-sent", "stale-epoch", false);
    const messages = await outgoingMessages(content, { cards, connection });
    for (const [index, make] of messages.entries()) {
      const isLast = index === messages.length - 1;
      const late = () => isLast && on?.echo({ to, text: content.text, at: clock.now() });
      try {
        await connection.send(to.id, await make(), late);
      } catch (error) {
        const refusal =
          error instanceof DeliveryError
            ? error
            : new DeliveryError("not-sent", "rejected", false, { cause: error });
        // A part of it is out: nobody may send the whole once more.
        throw index > 0 ? new DeliveryError("unknown", refusal.reason, false, { cause: error }) : refusal;
      }
      health = { ...health, lastOut: clock.now() };
    }
    return { at: clock.now() };
  }

  return {
    name,
    type: "wecom-bot",
    capabilities: {
      stableIds: true,
      acceptInvite: false,
      quote: false,
      image: true,
      file: true,
      voice: true,
      recall: false,
      sentId: false,
    },
    async start(events) {
      on = events;
      connection.start();
    },
    send,
    recall: () => Promise.reject(new DeliveryError("not-sent", "unsupported", false)),
    download: (ref) => openMedia(ref, fetchFile),
    health: () => health,
    epoch: () => "",
    async stop() {
      if (stopped) return;
      setHealth(false, "offline");
      stopped = true;
      connection.stop();
      await gaps.stop();
    },
  };
}
