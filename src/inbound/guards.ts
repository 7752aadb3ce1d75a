import type { InboundMessage } from "../channels/channel.ts";
import { addressKey } from "../domain/people.ts";
import { isCommandText } from "./command-text.ts";

const DAY = 24 * 60 * 60_000;
/** A group message this old is not worth an answer; a direct message may still be a report. */
const STALE_IN_GROUP = 10 * 60_000;
const STALE_DIRECT = 3 * DAY;
const REMEMBERED = 20_000;

export type Guarded = "own" | "system" | "chatter" | "stale" | "duplicate";

/**
 * What is none of the bot's business, told without a store read or an object of its own: two thousand group messages a
 * second must cost nothing but parsing. `undefined`: the message goes on.
 */
export function createGuards(): (message: InboundMessage, now: Date) => Guarded | undefined {
  const seen = new Set<string>();
  return (message, now) => {
    if (message.self) return "own";
    if (message.chat.kind === "group" && !message.mentionsMe && !isCommandText(message.text))
      return "chatter";
    if (message.system) return "system";
    const age = now.getTime() - message.at.getTime();
    if (age > (message.chat.kind === "group" ? STALE_IN_GROUP : STALE_DIRECT)) return "stale";
    const key = inboxKey(message);
    if (seen.has(key)) return "duplicate";
    seen.add(key);
    if (seen.size > REMEMBERED) for (const oldest of seen) if (seen.delete(oldest)) break;
    return undefined;
  };
}

/** Duplicates are told by channel, chat, sender, id and time; a network's id alone is no key. */
export function inboxKey(m: InboundMessage): string {
  return `${addressKey(m.chat)} ${m.from.id} ${m.id} ${m.at.getTime()}`;
}
