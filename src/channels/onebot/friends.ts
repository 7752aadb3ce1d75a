import type { Address } from "../../domain/people.ts";
import type { Clock } from "../../lib/clock.ts";
import type { ChannelEvents } from "../channel.ts";
import type { Calls } from "./calls.ts";
import { textField } from "./frames.ts";

export interface Friends {
  /** A request was approved: its effect is looked up, for it may have none, and its notice may be lost. */
  approved(id: string): void;
  /** The network says that a friendship came about. */
  added(id: string): void;
  /** Asks how many there are, and whether those approved are among them. */
  look(): void;
  /** As far as is known. */
  count(): number | undefined;
  stop(): void;
}

const MINUTE = 60_000;

/** The account's friends: each told of once, and counted. */
export function createFriends(
  deps: {
    readonly clock: Clock;
    readonly call: Calls["call"];
    readonly user: (id: string) => Address;
    /** Called also for those that were told of just now. */
    readonly befriended: (id: string) => void;
    /** Milliseconds after which an approval should have had its effect. */
    readonly effect: number;
  },
  on: Pick<ChannelEvents, "friendAdded">,
): Friends {
  const { clock, call } = deps;
  const awaited = new Set<string>();
  const greeted = new Map<string, () => void>();
  let count: number | undefined;
  let cancelLook = () => {};

  function befriended(id: string): void {
    awaited.delete(id);
    deps.befriended(id);
    if (greeted.has(id)) return;
    // Told twice by some, and once more by our own look.
    const forget = clock.after(MINUTE, () => greeted.delete(id));
    greeted.set(id, forget);
    on.friendAdded({ address: deps.user(id), name: "" });
  }

  /** The list is fresh without `no_cache`, with which NapCat would ask for the profile of each friend in it. */
  function look(): void {
    void call("get_friend_list", {}, { late: heard }).then(heard, () => {});
  }

  function lookLater(): void {
    cancelLook();
    cancelLook = clock.after(deps.effect, look);
  }

  function heard(list: unknown): void {
    // An empty list is what a client says that has not loaded its friends yet.
    if (!Array.isArray(list) || list.length === 0) return;
    count = list.length;
    for (const friend of list) {
      const id = textField(friend, "user_id");
      if (awaited.has(id)) befriended(id);
    }
  }

  return {
    approved(id) {
      awaited.add(id);
      lookLater();
    },
    added(id) {
      befriended(id);
      lookLater();
    },
    look,
    count: () => count,
    stop() {
      cancelLook();
      for (const cancel of greeted.values()) cancel();
    },
  };
}
