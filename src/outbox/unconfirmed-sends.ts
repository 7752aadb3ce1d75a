import type { Delivery } from "../domain/deliveries.ts";
import { type Address, addressKey } from "../domain/people.ts";

/** The network's clock may be off by so much. */
const SKEW_MS = 10_000;
/** A channel splits long texts. The echo of the last part stands for the whole if it has at least so many characters. */
const LAST_PART = 20;

/** One message that is being sent, or whose outcome is unknown, with its rows. */
export interface UnconfirmedSend {
  /** More than one if notices were merged. */
  readonly rows: readonly [Delivery, ...Delivery[]];
  readonly text: string;
  /** When the call began (ms): an earlier echo belongs to another message. */
  readonly since: number;
  /** The address; not known for rows of an earlier run. */
  readonly to?: Address;
  /** The call is under way. When it ends, its result and `echoed` decide together. */
  calling?: boolean;
  echoed?: Echo;
}

export interface Echo {
  readonly to: Address;
  readonly text: string;
  readonly id?: string;
  readonly at: Date;
}

/** Messages that the network's echo may still confirm, by the id of their first row. */
export interface UnconfirmedSends {
  add(send: UnconfirmedSend): void;
  forget(id: string): void;
  has(id: string): boolean;
  /** Messages that this echo may confirm, oldest first. If `to` is absent, the caller must compare the recipient. */
  find(echo: Echo): UnconfirmedSend[];
}

export function createUnconfirmedSends(): UnconfirmedSends {
  const unconfirmed = new Map<string, UnconfirmedSend>();
  return {
    add: (send) => void unconfirmed.set(send.rows[0].id, send),
    forget: (id) => void unconfirmed.delete(id),
    has: (id) => unconfirmed.has(id),
    find: (echo) =>
      [...unconfirmed.values()].filter(
        ({ text, since, to }) =>
          echo.at.getTime() >= since - SKEW_MS &&
          (!to || addressKey(to) === addressKey(echo.to)) &&
          isSameText(text, echo.text),
      ),
  };
}

function isSameText(sent: string, seen: string): boolean {
  const whole = sent.replace(/\s+/g, " ").trim();
  const part = seen.replace(/\s+/g, " ").trim();
  return whole === part || (part.length >= LAST_PART && whole.endsWith(part));
}
