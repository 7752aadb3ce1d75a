import { createHash, randomBytes } from "node:crypto";
import { z } from "zod";
import type { Clock } from "../../lib/clock.ts";
import type { Logger } from "../../lib/logger.ts";
import type { ChannelMemory } from "../channel.ts";
import type { Unread } from "./history.ts";

const time = z.number();
const accountSchema = z.object({
  /** All that was written before has been read, but for the conversations in `behind`. Absent before the first connection. */
  until: time.optional(),
  /** When the account was last there to hear anything. */
  heard: time.optional(),
  /** Conversations whose history could not be read: from when on, and how often it was tried. */
  behind: z.record(z.string(), z.object({ from: time, tries: z.number() })),
  /** What was passed on last, so that reading a little more than the gap tells nothing twice. */
  recent: z.array(z.string()),
});
/** Times are ms since 1970 by the network's clock. Accounts, people and messages are digests: this is kept unsealed. */
const memorySchema = z.object({ salt: z.string(), accounts: z.record(z.string(), accountSchema) });

/** How far the messages of this account have been read. What is heard live moves it only while no gap is owed. */
export interface ReadUntil {
  /** Recalls what is kept of this account; awaited before a gap is read. */
  open(account: string): Promise<void>;
  /** A message was passed on, live or from history; `keys` are what direct ones are told apart by. */
  passed(at: Date, keys: readonly string[]): void;
  /** Whether a message of history was passed on before this process began. */
  knows(key: string): boolean;
  /** The account is there, and hears what is written. */
  alive(): void;
  /** From now on nothing is heard: what is written is owed until `caughtUp`. */
  interrupted(): void;
  /** From when on to read, of one conversation or of all. Absent at a first start, which owes nothing. */
  from(chat?: string): Date | undefined;
  /** When this process first heard the account: what an interruption owes that comes before the first catch-up has ended. */
  began(): Date | undefined;
  /** The gap is read, but for these conversations. Gives what is lost for good: it was tried often enough. */
  caughtUp(unread: readonly Unread[]): Unread[];
  /** Whether conversations wait for another try. */
  isBehind(): boolean;
  /** Since when nobody heard anything, as far as is known. */
  silentSince(): Date | undefined;
  stop(): Promise<void>;
}

const SAVE_EVERY = 30_000;
/** So often it is kept that the account is there, though nobody writes: else a gap would be told as longer than it was. */
const ALIVE_EVERY = 5 * 60_000;
/** Milliseconds read once more before the mark: frames may have been lost in the pipe, or come later than others. */
export const OVERLAP = 2 * 60_000;
/** A message dated later than this moves nothing. */
const FUTURE = 60_000;
/** What was passed on so long ago has been kept, or refused with a sentence. */
const SETTLES = 10_000;
const MOST_RECENT = 1_000;
const MOST_BEHIND = 1_000;
const TRIES = 3;

export function createReadUntil(deps: {
  readonly memory: ChannelMemory | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
  networkNow(): Date;
}): ReadUntil {
  const { memory, clock, logger } = deps;
  let kept: z.infer<typeof memorySchema> | undefined;
  let loading: Promise<void> | undefined;
  let name = "";
  let mine: z.infer<typeof accountSchema> = { behind: {}, recent: [] };
  let heard: number | undefined;
  let began: number | undefined;
  let owes = true;
  /** The time of the newest message that was heard while a gap was owed. */
  let heardMeanwhile = 0;
  /** By digest: when it was passed on, in ms. */
  let recent = new Map<string, number>();
  let dirty = false;
  let savedHeard = 0;
  let saving: Promise<void> = Promise.resolve();
  let cancelSave = () => {};

  const now = () => deps.networkNow().getTime();
  const digest = (value: string) =>
    createHash("sha256").update(`${kept?.salt}\n${value}`).digest("base64url").slice(0, 16);

  async function load(): Promise<void> {
    const text = await memory?.read().catch(() => undefined);
    try {
      if (text) kept = memorySchema.parse(JSON.parse(text));
    } catch {
      logger.error(
        "qq: how far messages were read is not legible: what was written meanwhile is not fetched",
      );
    }
    kept ??= { salt: randomBytes(8).toString("hex"), accounts: {} };
  }

  /** `settled`: all that was passed on is kept; else what was just passed on may still be lost with the process. */
  function save(settled: boolean): Promise<void> {
    if (!kept || !memory || name === "") return saving;
    dirty = false;
    savedHeard = heard ?? 0;
    const before = clock.now().getTime() - (settled ? 0 : SETTLES);
    const keys = [...recent].filter(([, at]) => at <= before).map(([key]) => key);
    const own = { ...mine, heard, recent: keys.slice(-MOST_RECENT) };
    kept = { ...kept, accounts: { ...kept.accounts, [name]: own } };
    const text = JSON.stringify(kept);
    // Without it the next start reads a little more of the past.
    saving = saving
      .then(() => memory.write(text))
      .catch(() => logger.warn("qq: how far messages are read was not kept"));
    return saving;
  }

  function saveLater(): void {
    cancelSave();
    cancelSave = clock.after(SAVE_EVERY, () => {
      if (dirty || (heard ?? 0) - savedHeard > ALIVE_EVERY) void save(false);
      saveLater();
    });
  }

  function move(until: number): void {
    // A clock that was wrong may have set it to a day that has not come.
    mine = { ...mine, until: Math.min(Math.max(mine.until ?? 0, until), now() + FUTURE) };
    dirty = true;
  }

  return {
    async open(account) {
      loading ??= load();
      await loading;
      if (digest(account) === name) return;
      name = digest(account);
      mine = kept?.accounts[name] ?? { behind: {}, recent: [] };
      heard = mine.heard;
      recent = new Map(mine.recent.map((key) => [key, 0]));
      owes = true;
      heardMeanwhile = 0;
      saveLater();
    },
    passed(at, keys) {
      const written = Math.min(at.getTime(), now() + FUTURE);
      if (owes) heardMeanwhile = Math.max(heardMeanwhile, written);
      else move(written);
      if (name === "") return;
      for (const key of keys) recent.set(digest(key), clock.now().getTime());
      if (recent.size > 2 * MOST_RECENT) recent = new Map([...recent].slice(-MOST_RECENT));
    },
    knows: (key) => recent.has(digest(key)),
    alive() {
      began ??= now();
      if (!owes) heard = now();
    },
    interrupted() {
      owes = true;
    },
    from(chat) {
      const own = chat === undefined ? undefined : mine.behind[digest(chat)]?.from;
      if (own !== undefined) return new Date(own - OVERLAP);
      const all = chat === undefined ? Object.values(mine.behind).map(({ from }) => from) : [];
      return mine.until === undefined ? undefined : new Date(Math.min(mine.until, now(), ...all) - OVERLAP);
    },
    // Times of messages have whole seconds.
    began: () => (began === undefined ? undefined : new Date(began - 1000)),
    caughtUp(unread) {
      const lost: Unread[] = [];
      const behind: typeof mine.behind = {};
      for (const stretch of unread) {
        const key = digest(stretch.chat ?? "");
        const tries = (mine.behind[key]?.tries ?? 0) + 1;
        const again = stretch.again && tries < TRIES && Object.keys(behind).length < MOST_BEHIND;
        if (again) behind[key] = { from: stretch.from.getTime(), tries };
        else lost.push(stretch);
      }
      owes = false;
      mine = { ...mine, behind };
      heard = now();
      move(Math.max(heardMeanwhile, mine.until ?? now()));
      heardMeanwhile = 0;
      void save(false);
      return lost;
    },
    isBehind: () => Object.keys(mine.behind).length > 0,
    silentSince() {
      const known = [heard, mine.until].filter((at) => at !== undefined);
      return known.length > 0 ? new Date(Math.min(Math.max(...known), now())) : undefined;
    },
    async stop() {
      cancelSave();
      await save(true);
    },
  };
}
