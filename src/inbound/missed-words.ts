import { z } from "zod";
import type { ChannelEvents, InboundMessage } from "../channels/channel.ts";
import { addressKey } from "../domain/people.ts";
import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../lib/logger.ts";
import { inZone } from "../lib/time.ts";
import type { Store } from "../store/store.ts";

type Gap = Parameters<ChannelEvents["missed"]>[0];

/** `chat`: a keyed hash, where only one conversation is concerned. */
const gapsSchema = z.array(z.object({ from: z.string(), until: z.string(), chat: z.string().optional() }));
type Gaps = z.infer<typeof gapsSchema>;

/** What was written while nobody listened and cannot be read any more: admins hear of it, and those who write next. */
export interface MissedWords {
  note(channel: string, gap: Gap): Promise<void>;
  /** What somebody who writes now is to be told, once for each gap. */
  reminder(message: InboundMessage): Promise<string | undefined>;
  stop(): void;
}

const DAY = 24 * 60 * 60_000;
/** So long after a gap whoever writes is asked whether something is missing; marks of the inbox last no longer. */
const REMEMBERED = 3 * DAY;
const MOST_GAPS = 50;
/** Admins hear of the first gap at once, and of what comes within this time together. */
const GATHER = 60 * 60_000;

export function createMissedWords(deps: {
  store: Store;
  clock: Clock;
  logger: Logger;
  timezone: string;
  hash(text: string): string;
  /** What an admin calls the account. */
  label(channel: string): string;
  tellAdmins(text: string): Promise<void>;
}): MissedWords {
  const { store, clock, logger, timezone } = deps;
  const known = new Map<string, Promise<Gaps>>();
  const gathering = new Map<string, { gaps: Gap[]; cancel: () => void }>();

  const key = (channel: string) => `gaps.${channel}`;
  const show = (at: Date) => inZone(at, timezone).format("M月D日HH:mm");

  function gapsOf(channel: string): Promise<Gaps> {
    const found = known.get(channel) ?? store.settings.get(key(channel)).then(parseGaps);
    known.set(channel, found);
    return found;
  }

  async function note(channel: string, gap: Gap): Promise<void> {
    logger.error({ channel, from: gap.from, until: gap.until }, "words of residents may be missing");
    const oldest = clock.now().getTime() - REMEMBERED;
    const kept = (await gapsOf(channel)).filter(({ until }) => Date.parse(until) > oldest);
    const added = {
      from: gap.from.toISOString(),
      until: gap.until.toISOString(),
      ...(gap.chat && { chat: deps.hash(addressKey(gap.chat)) }),
    };
    const gaps = [...kept, added].slice(-MOST_GAPS);
    known.set(channel, Promise.resolve(gaps));
    tell(channel, gap);
    await store.tx(async (t) => t.settings.put(key(channel), JSON.stringify(gaps)));
  }

  function tell(channel: string, gap: Gap): void {
    const waiting = gathering.get(channel);
    if (waiting) {
      waiting.gaps.push(gap);
      return;
    }
    void deps.tellAdmins(adminText(channel, [gap]));
    const cancel = clock.after(GATHER, () => {
      const gaps = gathering.get(channel)?.gaps ?? [];
      gathering.delete(channel);
      if (gaps.length > 0) void deps.tellAdmins(adminText(channel, gaps));
    });
    gathering.set(channel, { gaps: [], cancel });
  }

  function adminText(channel: string, gaps: readonly Gap[]): string {
    const from = new Date(Math.min(...gaps.map((gap) => gap.from.getTime())));
    const until = new Date(Math.max(...gaps.map((gap) => gap.until.getTime())));
    const one = gaps.every(({ chat }) => chat) ? `${gaps.length}个人的` : "";
    return [
      `${deps.label(channel)}${show(from)}到${show(until)}${one}私聊可能没收全，读不回来了。`,
      "请在该号的手机上翻一翻。这段时间发过消息的人，下次来信会请他们看看要不要再发。",
    ].join("\n");
  }

  async function reminder(message: InboundMessage): Promise<string | undefined> {
    if (message.past || message.chat.kind !== "user") return undefined;
    const now = clock.now();
    const who = addressKey(message.chat);
    const open = (await gapsOf(message.channel)).filter(
      ({ until, chat }) =>
        now.getTime() - Date.parse(until) < REMEMBERED && (chat === undefined || chat === deps.hash(who)),
    );
    if (open.length === 0 || (await store.contacts.byAddress(message.chat))?.quietSince) return undefined;
    const untold = await store.tx(async (t) => {
      const found: Gaps = [];
      for (const gap of open) {
        const mark = `gap ${gap.until} ${who}`;
        if (await t.inbox.has(mark)) continue;
        t.inbox.mark(mark, now);
        found.push(gap);
      }
      return found;
    });
    const [first] = untold;
    const last = untold.at(-1);
    if (!first || !last) return undefined;
    const [from, until] = [new Date(first.from), new Date(last.until)];
    return `${show(from)}到${show(until)}我没能收消息，您那时说的可能没收到，没收到的请再发一次。`;
  }

  return {
    note: (channel, gap) =>
      note(channel, gap).catch((error: Error) => logger.error({ error: error.name }, "a gap was not kept")),
    reminder,
    stop() {
      for (const { cancel } of gathering.values()) cancel();
    },
  };
}

function parseGaps(text: string | undefined): Gaps {
  try {
    return gapsSchema.parse(JSON.parse(text ?? "[]"));
  } catch {
    return [];
  }
}
