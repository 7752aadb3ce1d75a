import QuickLRU from "quick-lru";
import type { Clock } from "../../lib/clock.ts";
import { createRecent } from "../../lib/recent.ts";
import type { ChannelEvents, InboundMessage } from "../channel.ts";
import { eventTime, type OnebotEvent } from "./frames.ts";
import { readRef } from "./media-ref.ts";
import { fileAsMessage, readMessage } from "./messages.ts";
import type { Notices } from "./notices.ts";
import type { OwnMessages } from "./own.ts";
import type { Pulse } from "./pulse.ts";

/** What tells two messages of one second apart: their words, and the network's names of their files. */
function contentOf({ text, attachments }: InboundMessage): string {
  const refs = attachments.map(({ ref }) => readRef(ref));
  return JSON.stringify([text, ...refs.map((ref) => ref?.file ?? ref?.id)]);
}

export interface Inbox {
  receive(event: OnebotEvent): void;
  /** A message of the network's history. */
  past(event: OnebotEvent): void;
  /** Who wrote to the bot since this process began, newest first. */
  partners(): string[];
}

const REMEMBERED = 10_000;
const PARTNERS = 50;

/** Sorts events: messages and own messages to the app, the account's state to the pulse, the rest to the notices. */
export function createInbox(
  deps: {
    readonly name: string;
    readonly clock: Clock;
    readonly self: () => string;
    readonly own: OwnMessages;
    readonly pulse: Pulse;
    readonly notices: Notices;
  },
  on: ChannelEvents,
): Inbox {
  const { name, clock, own, pulse, notices } = deps;
  const seen = createRecent(REMEMBERED);
  const partners = new QuickLRU<string, true>({ maxSize: PARTNERS });

  function receive(event: OnebotEvent): void {
    if (event.post_type === "message" || event.post_type === "message_sent") message(event, false);
    else if (event.post_type === "request") notices.requested(event);
    else if (event.post_type === "notice") notice(event);
  }

  function notice(event: OnebotEvent): void {
    const type = event.notice_type;
    if (type === "bot_offline") pulse.signedOut();
    else if (type === "bot_online") pulse.signedIn();
    else if (type === "offline_file") {
      const asMessage = fileAsMessage(event);
      if (asMessage) message(asMessage, false);
    } else notices.handle(event);
  }

  function message(event: OnebotEvent, past: boolean): void {
    const context = { channel: name, self: deps.self(), now: clock.now(), ownText: own.text };
    const read = readMessage(event, context);
    if (!read) return;
    if ("own" in read) {
      on.echo(own.seen(read.own));
      return;
    }
    const found = read.message;
    if (found.chat.kind === "user") {
      if (isKnown(found.chat.id, event, contentOf(found), past)) return;
      partners.set(found.chat.id, true);
    }
    if (!past) pulse.heard(found.at);
    on.message(found);
  }

  /** Told by peer, id and time, and for the past also by its words: not every history keeps the ids of live messages. */
  function isKnown(peer: string, event: OnebotEvent, text: string, past: boolean): boolean {
    const second = Math.floor(eventTime(event, clock.now()).getTime() / 1000);
    const newId = seen.add(`${peer} ${second} #${event.message_id}`);
    const newWords = seen.add(`${peer} ${second} ${text}`);
    return !newId || (past && !newWords);
  }

  return {
    receive,
    past: (event) => message(event, true),
    partners: () => [...partners.entriesDescending()].slice(0, PARTNERS).map(([id]) => id),
  };
}
