import QuickLRU from "quick-lru";
import type { Clock } from "../lib/clock.ts";
import type { Store } from "../store/store.ts";

const MB = 1024 * 1024;
/** Bytes of all attachments together. */
export const QUOTA = 20 * 1024 * MB;
/** Bytes of one person within a day. */
const SHARE = 500 * MB;
const DAY = 24 * 60 * 60_000;
/** Where a day's attachments are looked for after a restart. */
const RECENT_REPORTS = 50;
/** Admins hear at this part of the quota, and again once it was under the lower one. */
const WARN_AT = 0.8;
const CALM_AT = 0.75;
const WARNED = "attachments.warned";

/** How much may still be stored: of all, and of one person a day, so that one account does not fill the disk. */
export interface Shares {
  /** Bytes. */
  roomFor(person: string): Promise<number>;
  stored(person: string, bytes: number): Promise<void>;
}

export function createShares(deps: {
  store: Store;
  clock: Clock;
  tellAdmins(text: string): Promise<void>;
}): Shares {
  const { store, clock } = deps;
  /** By person: what was stored when. */
  const known = new QuickLRU<string, Promise<{ at: number; bytes: number }[]>>({ maxSize: 10_000 });

  function ofPerson(person: string) {
    const found = known.get(person) ?? load(person);
    known.set(person, found);
    return found;
  }

  async function load(person: string) {
    const reports = await store.reports.newest({ reporter: person }, RECENT_REPORTS);
    const all = await Promise.all(reports.map(({ id }) => store.attachments.ofReport(id)));
    return all
      .flat()
      .filter(({ state, sentBy }) => state === "stored" && sentBy === undefined)
      .map(({ receivedAt, size = 0 }) => ({ at: Date.parse(receivedAt), bytes: size }));
  }

  async function warn(): Promise<void> {
    const part = (await store.attachments.storedBytes()) / QUOTA;
    const warned = (await store.settings.get(WARNED)) === "yes";
    if (warned ? part >= CALM_AT : part < WARN_AT) return;
    await store.tx(async (t) => t.settings.put(WARNED, warned ? "" : "yes"));
    if (warned) return;
    await deps.tellAdmins(
      `居民发来的照片、文件已占${Math.round(part * 100)}%的空间（共${QUOTA / MB / 1024}GB）。满了以后新的收不下，文字照收。请尽快清理已办结的旧件。`,
    );
  }

  return {
    async roomFor(person) {
      const since = clock.now().getTime() - DAY;
      const mine = (await ofPerson(person)).filter(({ at }) => at > since);
      known.set(person, Promise.resolve(mine));
      const used = mine.reduce((sum, { bytes }) => sum + bytes, 0);
      return Math.min(SHARE - used, QUOTA - (await store.attachments.storedBytes()));
    },
    async stored(person, bytes) {
      (await ofPerson(person)).push({ at: clock.now().getTime(), bytes });
      await warn();
    },
  };
}
