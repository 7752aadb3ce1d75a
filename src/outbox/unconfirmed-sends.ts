import type { Delivery } from "../domain/deliveries.ts";
import { type Address, addressKey } from "../domain/people.ts";

/** The network's clock and ours need not agree. */
const SKEW_MS = 10_000;
/** A channel splits long texts: then the echo of the last part, if it is of some length, stands for the whole. */
const LAST_PART = 20;

/** Rows of one message that may have gone out, or is going out. */
export interface UnconfirmedSend {
  /** Several notices may go in one message. */
  readonly rows: readonly [Delivery, ...Delivery[]];
  readonly text: string;
  /** Echoes from before (ms) are of something else. */
  readonly since: number;
  /** Where it went; unknown for rows of an earlier run. */
  readonly to?: Address;
  /** The call is still under way: what comes of it decides, together with `echoed`. */
  calling?: boolean;
  echoed?: Echo;
}

export interface Echo {
  readonly to: Address;
  readonly text: string;
  readonly id?: string;
  readonly at: Date;
}

/** Told by the id of their first row. */
export interface UnconfirmedSends {
  add(send: UnconfirmedSend): void;
  forget(id: string): void;
  has(id: string): boolean;
  /** What this echo may settle, oldest first; where `to` is absent the recipient is still to be compared. */
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
