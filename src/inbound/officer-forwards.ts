import QuickLRU from "quick-lru";
import type { Forwarded } from "../app/command.ts";
import type { InboundMessage } from "../channels/channel.ts";
import { addressKey } from "../domain/people.ts";

/** So long what an officer sent can be registered. */
const KEPT_MS = 10 * 60_000;
/** Messages of one officer. */
const MOST = 20;

/**
 * What officers sent the bot in direct messages that was no command: perhaps a resident's message, voice or chat record,
 * passed on. In memory, for what an officer wrote to nobody is nobody's to keep; after a restart they send it again.
 */
export function createOfficerForwards() {
  const sent = new QuickLRU<string, readonly InboundMessage[]>({ maxSize: 500 });

  function recent({ from }: Pick<InboundMessage, "from">, now: Date): readonly InboundMessage[] {
    const since = now.getTime() - KEPT_MS;
    return (sent.get(addressKey(from)) ?? []).filter(({ at }) => at.getTime() > since);
  }

  return {
    remember(message: InboundMessage, now: Date): void {
      const kept = { ...message, at: now };
      sent.set(addressKey(message.from), [...recent(message, now), kept].slice(-MOST));
    },
    /** What the sender of this message passed on. */
    of(message: InboundMessage, now: Date): Forwarded | undefined {
      const all = recent(message, now);
      if (all.length === 0) return undefined;
      return {
        text: all
          .map(({ text }) => text.trim())
          .filter(Boolean)
          .join("\n"),
        attachments: all.flatMap(({ attachments }) => attachments),
        registered: () => void sent.delete(addressKey(message.from)),
      };
    },
  };
}
