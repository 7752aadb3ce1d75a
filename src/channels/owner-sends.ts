import type { Address } from "../domain/people.ts";
import type { DeliveryFault } from "./channel.ts";

/** A broadcast that was handed to the network for a group's owner to send. */
export interface HandedOver {
  readonly to: Address;
  readonly text: string;
  /** It was not handed over before. */
  readonly since: Date;
  /** The network's id, where it is known. */
  readonly id?: string;
}

/**
 * What became of it: `sent` by whom (the network's id of a person) and when; `waiting` for the owner, since when;
 * `not-sent` for good; `unknown` where nobody can say now.
 */
export type OwnerOutcome =
  | { readonly state: "sent"; readonly at: Date; readonly by: string; readonly id: string }
  | { readonly state: "waiting"; readonly id: string; readonly since: Date }
  | { readonly state: "not-sent"; readonly reason: DeliveryFault }
  | { readonly state: "unknown" };

/**
 * Of a channel whose groups' owners send what the bot hands over: its `send` rejects as `unknown`, `awaits-owner`, with
 * the network's id, and the network is asked later what became of it. One message carries text and pictures. Nothing
 * here rejects: what the network does not answer now is asked again.
 */
export interface OwnerSends {
  /** In the order of `sends`. */
  outcomes(sends: readonly HandedOver[]): Promise<readonly OwnerOutcome[]>;
  /** The network calls the owners who have not sent these. */
  remind(sends: readonly HandedOver[]): Promise<void>;
  /** Takes back what no owner has sent; gives those that surely go out no more. */
  cancel(sends: readonly HandedOver[]): Promise<readonly HandedOver[]>;
}
