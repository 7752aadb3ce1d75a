import QuickLRU from "quick-lru";
import { type Address, addressKey } from "../../domain/people.ts";
import type { OwnMessage } from "./messages.ts";

/** What the account itself said lately: for quotes of it, and to settle sends whose fate is unknown. */
export interface OwnMessages {
  sent(id: string, text: string): void;
  text(id: string): string | undefined;
  /** A send whose fate is unknown: its full text, and the part it would be seen by. */
  unknown(to: Address, text: string, part: string): void;
  /** Conversations with an unknown send. */
  unsettled(): Address[];
  /** An own message was seen on the network: returns it as the app knows it, with the full text of the send it settles. */
  seen(own: OwnMessage): OwnMessage;
}

const REMEMBERED = 1000;
/** After this an unknown send is a person's to decide. */
const HOPE = 30 * 60_000;
/** Seconds are cut off, and two clocks are never quite the same. */
const SKEW = 2 * 60_000;

/** `now`: by the network's clock, which dates own messages too. */
export function createOwnMessages(now: () => Date): OwnMessages {
  const texts = new QuickLRU<string, string>({ maxSize: REMEMBERED });
  let open: { to: Address; text: string; part: string; at: number }[] = [];

  return {
    sent: (id, text) => void texts.set(id, text),
    text: (id) => texts.get(id),
    unknown(to, text, part) {
      open.push({ to, text, part: part.trim(), at: now().getTime() });
    },
    unsettled() {
      open = open.filter(({ at }) => at > now().getTime() - HOPE);
      return [...new Map(open.map(({ to }) => [addressKey(to), to])).values()];
    },
    seen(own) {
      if (own.id !== undefined) this.sent(own.id, own.text);
      const found = open.find(
        ({ to, part, at }) =>
          addressKey(to) === addressKey(own.to) && part === own.text && own.at.getTime() > at - SKEW,
      );
      if (!found) return own;
      open = open.filter((entry) => entry !== found);
      return { ...own, text: found.text };
    },
  };
}
