import type { Clock } from "../../lib/clock.ts";
import type { ChannelMemory } from "../channel.ts";

/** Tells for how long nobody listened: WeCom does not deliver again what was said to a bot that was away. */
export interface Gaps {
  /** Connected: gives the time before it in which nobody listened, where that was long enough to matter. */
  opened(): Promise<{ from: Date; until: Date } | undefined>;
  closed(): void;
  stop(): Promise<void>;
}

/** A new connection takes a few seconds; shorter is no gap. */
const SHORTEST = 15_000;
const KEEP_EVERY = 5 * 60_000;

export function createGaps({ memory, clock }: { memory: ChannelMemory | undefined; clock: Clock }): Gaps {
  /** When the bot last listened; absent until it is known. */
  let heard: Date | undefined;
  let open = false;
  let cancel = () => {};

  async function keep(): Promise<void> {
    if (open) heard = clock.now();
    // Without it the next start tells a gap that is a little too long.
    if (heard) await memory?.write(heard.toISOString()).catch(() => {});
  }

  function keepLater(): void {
    cancel();
    cancel = clock.after(KEEP_EVERY, () => void keep().then(keepLater));
  }

  return {
    async opened() {
      const now = clock.now();
      open = true;
      const kept = heard ?? (await memory?.read().then(asDate, () => undefined));
      heard = now;
      await keep();
      if (open) keepLater();
      if (!kept || now.getTime() - kept.getTime() < SHORTEST) return undefined;
      return { from: kept, until: now };
    },
    closed() {
      if (open) heard = clock.now();
      open = false;
      cancel();
    },
    async stop() {
      cancel();
      await keep();
      open = false;
    },
  };
}

function asDate(kept: string | undefined): Date | undefined {
  const at = new Date(kept ?? "");
  return Number.isNaN(at.getTime()) ? undefined : at;
}
