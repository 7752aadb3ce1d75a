import QuickLRU from "quick-lru";
import type { Channel } from "../channels/channel.ts";
import {
  type AnswerWeight,
  type AnswerWindow,
  answered,
  answerWaits,
  heardAgain,
} from "../domain/answer-window.ts";
import { type Address, addressKey } from "../domain/people.ts";
import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../lib/logger.ts";
import type { Reads, Store } from "../store/store.ts";

/** Kept so long after a change, with all others of that time: a count that is lost with the process is made good by the network's refusal. */
const KEEP_AFTER = 1000;
const REMEMBERED = 20_000;

/** What each conversation lets the bot say before the person writes again, on networks that count it. */
export interface AnswerWindows {
  /** They wrote. */
  heard(from: Address, at: Date): void;
  /** Why a message to them has to wait until they write again; `undefined`: it may go. */
  waits(to: Address, weight: AnswerWeight): Promise<"window" | "spent" | undefined>;
  /** `messages` went to them. */
  sent(to: Address, messages: number): void;
  /** The network takes no more until they write. */
  closed(to: Address): void;
  flush(): Promise<void>;
  stop(): void;
}

export function createAnswerWindows(deps: {
  readonly channels: ReadonlyMap<string, Pick<Channel, "capabilities">>;
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
}): AnswerWindows {
  const { channels, store, clock, logger } = deps;
  const windows = new QuickLRU<string, AnswerWindow>({ maxSize: REMEMBERED });
  const changed = new Map<string, Address>();
  let cancel: (() => void) | undefined;
  let keeping: Promise<void> | undefined;

  const limitOf = ({ channel, kind }: Address) =>
    kind === "user" ? channels.get(channel)?.capabilities.answers : undefined;

  function put(address: Address, window: AnswerWindow): void {
    windows.set(addressKey(address), window);
    changed.set(addressKey(address), address);
    cancel ??= clock.after(KEEP_AFTER, () => {
      cancel = undefined;
      void flush();
    });
  }

  async function windowOf(address: Address): Promise<AnswerWindow | undefined> {
    return windows.get(addressKey(address)) ?? (await keptWindow(store, address));
  }

  function flush(): Promise<void> {
    keeping ??= keep().finally(() => {
      keeping = undefined;
    });
    return keeping;
  }

  async function keep(): Promise<void> {
    if (changed.size === 0) return;
    const batch = [...changed];
    changed.clear();
    try {
      await store.tx(async (t) => {
        for (const [key, address] of batch) {
          const window = windows.get(key);
          if (window) t.readUntil.put(address.channel, conversationOf(address), window);
        }
      });
    } catch (error) {
      logger.warn({ err: error }, "how much may be answered was not kept");
    }
  }

  return {
    heard(from, at) {
      if (limitOf(from)) put(from, heardAgain(windows.get(addressKey(from)), at));
    },
    async waits(to, weight) {
      const limit = limitOf(to);
      if (!limit) return undefined;
      const why = answerWaits(await windowOf(to), limit, weight, clock.now());
      return why === "too-late" ? "window" : why;
    },
    sent(to, messages) {
      const window = limitOf(to) && windows.get(addressKey(to));
      if (window) put(to, answered(window, messages));
      else if (limitOf(to))
        void keptWindow(store, to).then((kept) => kept && put(to, answered(kept, messages)));
    },
    closed(to) {
      const limit = limitOf(to);
      const { at } = windows.get(addressKey(to)) ?? { at: new Date(0).toISOString() };
      if (limit) put(to, { at, answers: limit.count });
    },
    flush,
    stop() {
      cancel?.();
      cancel = undefined;
    },
  };
}

/** As it was kept last; a second behind at most. */
async function keptWindow(
  reads: Pick<Reads, "readUntil">,
  address: Address,
): Promise<AnswerWindow | undefined> {
  const kept = await reads.readUntil.of(address.channel, conversationOf(address));
  return kept?.answers === undefined ? undefined : { at: kept.at, answers: kept.answers };
}

/** Why a message put now will wait until they write; for what an officer is told of it. */
export async function windowWaits(
  reads: Pick<Reads, "readUntil">,
  address: Address,
  { capabilities: { answers } }: Pick<Channel, "capabilities">,
  weight: AnswerWeight,
  now: Date,
): Promise<"window" | "spent" | undefined> {
  if (!answers || address.kind !== "user") return undefined;
  const why = answerWaits(await keptWindow(reads, address), answers, weight, now);
  return why === "too-late" ? "window" : why;
}

function conversationOf({ kind, id }: Address): string {
  return `${kind}:${id}`;
}
