import type { InboundMessage } from "../channels/channel.ts";
import { addressKey } from "../domain/people.ts";
import { createRecent } from "../lib/recent.ts";
import { isCommandText } from "./command-text.ts";

const DAY = 24 * 60 * 60_000;
/** A group message this old is not worth an answer; a direct message may still be a report. Only history is aged. */
const STALE_IN_GROUP = 10 * 60_000;
const STALE_DIRECT = 31 * DAY;
const REMEMBERED = 20_000;

export type Guarded = "own" | "system" | "chatter" | "stale" | "duplicate";

/**
 * What is none of the bot's business, told without a store read or an object of its own: two thousand group messages a
 * second must cost nothing but parsing. `undefined`: the message goes on.
 */
export function createGuards(): (message: InboundMessage, now: Date) => Guarded | undefined {
  const seen = createRecent(REMEMBERED);
  return (message, now) => {
    if (message.self) return "own";
    if (message.chat.kind === "group" && !message.mentionsMe && !isCommandText(message.text))
      return "chatter";
    if (message.system) return "system";
    const age = message.past ? now.getTime() - message.at.getTime() : 0;
    if (age > (message.chat.kind === "group" ? STALE_IN_GROUP : STALE_DIRECT)) return "stale";
    return seen.add(inboxKey(message)) || message.again ? undefined : "duplicate";
  };
}

/** Duplicates are told by channel, chat, sender, id and time; a network's id alone is no key. */
export function inboxKey(m: InboundMessage): string {
  return `${addressKey(m.chat)} ${m.from.id} ${m.id} ${m.at.getTime()}`;
}
