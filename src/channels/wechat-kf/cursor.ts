import { z } from "zod";
import type { Clock } from "../../lib/clock.ts";
import type { Logger } from "../../lib/logger.ts";
import type { ChannelMemory } from "../channel.ts";

const keptSchema = z.object({
  /** Before it everything has been filed; absent until a first page was. */
  cursor: z.string().optional(),
  /** When the bot began to serve this account: what was written before is nobody's report. Milliseconds since 1970. */
  began: z.number(),
  /** When all that was there had last been read, by this machine's clock. */
  readUntil: z.number().optional(),
  /** The time of the newest message that was filed, by the network's clock. */
  newest: z.number().optional(),
});
type Kept = z.infer<typeof keptSchema>;

/** How far the account was read and filed, kept through restarts. Holds nothing of anybody's. */
export interface Cursor {
  /** Recalls it; a first start notes when it began. */
  open(): Promise<void>;
  current(): Kept;
  /** Everything before `cursor` is filed; written soon, the newest one alone where several come at once. */
  filed(cursor: string, newest: number | undefined): void;
  /** All that was there has been read now. Kept once a minute where nothing else is. */
  readAll(): void;
  /** The network does not know the cursor any more. */
  forget(): void;
  /** Resolves when what is known is written. */
  stop(): Promise<void>;
}

const KEEP_EVERY = 60_000;

export function createCursor(deps: {
  readonly memory: ChannelMemory | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
}): Cursor {
  const { memory, clock, logger } = deps;
  let kept: Kept = { began: clock.now().getTime() };
  let keptAt = 0;
  let isDirty = false;
  let writing: Promise<void> | undefined;

  function write(): Promise<void> {
    isDirty = true;
    writing ??= writeAll().finally(() => {
      writing = undefined;
    });
    return writing;
  }

  async function writeAll(): Promise<void> {
    while (isDirty && memory) {
      isDirty = false;
      keptAt = clock.now().getTime();
      // Without it the next start reads a little more of the past, and files none of it twice.
      await memory
        .write(JSON.stringify(kept))
        .catch(() => logger.warn("wechat-kf: how far messages were filed was not kept"));
    }
  }

  return {
    async open() {
      const text = await memory?.read().catch(() => undefined);
      const found = text === undefined ? undefined : parsed(text);
      if (text !== undefined && !found) logger.error("wechat-kf: how far messages were filed is not legible");
      if (found) kept = found;
      else await write();
    },
    current: () => kept,
    filed(cursor, newest) {
      const latest = Math.max(kept.newest ?? 0, newest ?? 0);
      kept = { ...kept, cursor, ...(latest > 0 ? { newest: latest } : {}) };
      void write();
    },
    readAll() {
      const now = clock.now().getTime();
      kept = { ...kept, readUntil: now };
      if (now - keptAt >= KEEP_EVERY) void write();
    },
    forget() {
      const { cursor: _, ...rest } = kept;
      kept = rest;
    },
    async stop() {
      await writing;
      await write();
    },
  };
}

function parsed(text: string): Kept | undefined {
  try {
    return keptSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
