import QuickLRU from "quick-lru";
import type { Clock } from "../../lib/clock.ts";
import type { Logger } from "../../lib/logger.ts";
import { createRecent } from "../../lib/recent.ts";
import { createKeyedSerial } from "../../lib/serial.ts";
import type { ChannelEvents, InboundMessage } from "../channel.ts";
import type { ClockOffset } from "../clock-offset.ts";
import type { Calls } from "./calls.ts";
import type { Segment } from "./cq.ts";
import { parseCq } from "./cq.ts";
import { fetchForwards, hasUnfetched } from "./forwards.ts";
import { eventTime, type OnebotEvent } from "./frames.ts";
import { readRef } from "./media-ref.ts";
import { fileAsMessage, readMessage } from "./messages.ts";
import type { Notices } from "./notices.ts";
import type { OwnMessages } from "./own.ts";
import type { Pulse } from "./pulse.ts";
import type { ReadUntil } from "./read-until.ts";
import { toSegments } from "./to-segments.ts";
import type { Ways } from "./ways.ts";

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
    readonly logger: Logger;
    readonly self: () => string;
    readonly call: Calls["call"];
    readonly own: OwnMessages;
    readonly pulse: Pulse;
    readonly notices: Notices;
    readonly offset: ClockOffset;
    readonly ways: Ways;
    readonly readUntil: Pick<ReadUntil, "passed" | "knows">;
  },
  on: ChannelEvents,
): Inbox {
  const { name, clock, logger, own, pulse, notices, offset, ways, readUntil } = deps;
  const seen = createRecent(REMEMBERED);
  const partners = new QuickLRU<string, true>({ maxSize: PARTNERS });
  const logged = createRecent(100);
  /** Conversations in which a forwarded one is being fetched: what comes after it waits. */
  const busy = createKeyedSerial();

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
    if (!past && (event.time ?? 0) > 0) offset.heard(eventTime(event, clock.now()));
    const segments = segmentsOf(event);
    // Only where somebody waits for an answer: what is forwarded in a group costs nothing.
    const fetches = event.message_type === "private" && hasUnfetched(segments);
    if (!fetches && !busy.has(event.user_id ?? "")) pass(event, segments, past);
    else
      inTurn(event.user_id ?? "", async () => {
        pass(event, fetches ? await fetchForwards(segments, deps.call) : segments, past);
      });
  }

  function inTurn(peer: string, work: () => Promise<void>): void {
    busy.run(peer, work).catch((error: Error) => {
      logger.error({ channel: name, error: error.name }, "qq: a message failed");
    });
  }

  function pass(event: OnebotEvent, segments: readonly Segment[], past: boolean): void {
    const context = { channel: name, self: deps.self(), now: clock.now(), ownText: own.text };
    const read = readMessage(event, segments, context);
    if ("ignored" in read) {
      const kind = word(event.message_type);
      if (logged.add(`${read.ignored} ${kind}`))
        logger.warn(
          { channel: name, reason: read.ignored, kind },
          "qq: messages of a kind that is ignored (said once)",
        );
      on.ignored(read.ignored);
      return;
    }
    if ("own" in read) {
      on.echo(own.seen(read.own));
      return;
    }
    const found: InboundMessage = past ? { ...read.message, past: true } : read.message;
    const keys = found.chat.kind === "user" ? keysOf(found, event) : [];
    if (found.chat.kind === "user") {
      if (isKnown(keys, past)) {
        if (!past) on.ignored("duplicate");
        return;
      }
      partners.set(found.chat.id, true);
      ways.wrote(found.chat);
      for (const type of found.unreadable ?? [])
        if (logged.add(`unreadable ${word(type)}`))
          logger.warn(
            { channel: name, type: word(type) },
            "qq: nothing can be made of a part of a message (said once a type)",
          );
    }
    if (!past) pulse.heard(found.at);
    readUntil.passed(found.at, keys);
    on.message(found);
  }

  /** By peer, second and id; for the past also by its words: not every history keeps the ids of live messages. */
  function isKnown([id = "", words = ""]: readonly string[], past: boolean): boolean {
    const newId = seen.add(id);
    const newWords = seen.add(words);
    if (!past) return !newId;
    return !newId || !newWords || readUntil.knows(id) || readUntil.knows(words);
  }

  function keysOf(message: InboundMessage, event: OnebotEvent): [id: string, words: string] {
    const second = Math.floor(eventTime(event, clock.now()).getTime() / 1000);
    const start = `${message.chat.id} ${second}`;
    return [`${start} #${message.id}`, `${start} ${contentOf(message)}`];
  }

  return {
    receive,
    past: (event) => message(event, true),
    partners: () => [...partners.entriesDescending()].slice(0, PARTNERS).map(([id]) => id),
  };
}

function segmentsOf({ message, raw_message: raw = "" }: OnebotEvent): Segment[] {
  const segments = toSegments(message);
  return segments.length > 0 ? segments : parseCq(raw);
}

/** The network's name of a kind, fit for a log: never a stranger's words. */
function word(kind: string | undefined): string {
  return /^[\w.-]{1,30}$/.test(kind ?? "") ? String(kind) : "unnamed";
}
