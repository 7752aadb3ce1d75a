import type { Logger } from "../../lib/logger.ts";
import type { ChannelEvents } from "../channel.ts";
import type { ClockOffset } from "../clock-offset.ts";
import type { Calls } from "./calls.ts";
import { fetchMissed, type Unread } from "./history.ts";
import type { Inbox } from "./inbox.ts";
import type { OwnMessages } from "./own.ts";
import { OVERLAP, type ReadUntil } from "./read-until.ts";

/** Milliseconds: what was written longer ago is not worth reading; that it is missing is said. */
const LONGEST_GAP = 30 * 24 * 60 * 60_000;

/** Reads what was written while nobody listened, and tells of what cannot be read. */
export function createGaps(deps: {
  readonly name: string;
  readonly logger: Logger;
  readonly call: Calls["call"];
  readonly offset: ClockOffset;
  readonly own: OwnMessages;
  readonly readUntil: ReadUntil;
  readonly lastAlive: (() => Promise<Date | undefined>) | undefined;
}) {
  const { name, logger, offset, own, readUntil } = deps;

  async function gapBegan(): Promise<Date | undefined> {
    const marked = readUntil.from();
    if (marked) return marked;
    const alive = await deps.lastAlive?.();
    return alive ? new Date(alive.getTime() - OVERLAP) : readUntil.began();
  }

  return {
    /** Rejects with `CallError` where the line is lost: then the gap is still owed. */
    async read(inbox: Inbox): Promise<Unread[]> {
      const from = await gapBegan();
      if (!from) return [];
      const until = offset.networkNow();
      const oldest = new Date(until.getTime() - LONGEST_GAP);
      const since = from < oldest ? oldest : from;
      const wanted = {
        since,
        sinceOf: (chat: string) => readUntil.from(chat),
        until,
        known: inbox.partners(),
        unsettled: own.unsettled(),
      };
      const unread = await fetchMissed(deps.call, wanted, (event) => inbox.past(event));
      return since === from ? unread : [{ from, until: since }, ...unread];
    },

    /** The gap is read but for these stretches; `missed` hears of those that are lost for good. */
    close(unread: readonly Unread[], missed: ChannelEvents["missed"]): void {
      const silent = readUntil.silentSince();
      const lost = readUntil.caughtUp(unread);
      if (unread.length > 0) {
        const figures = { channel: name, unread: unread.length, lost: lost.length };
        logger.warn(figures, "qq: not all of a gap could be read");
      }
      for (const { from, until, chat } of lost) {
        // Of what was heard until the gap began nothing is missing.
        const began = silent && silent > from && silent < until ? silent : from;
        const address = { channel: name, epoch: "", kind: "user", id: chat ?? "" } as const;
        missed({ from: began, until, ...(chat !== undefined && { chat: address }) });
      }
    },
  };
}
