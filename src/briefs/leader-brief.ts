import type { BotContext } from "../app/bot-context.ts";
import type { Officer } from "../domain/people.ts";
import { openStatuses, type Report } from "../domain/reports.ts";
import { type Sight, sightOf } from "../domain/rights.ts";
import { dayAfter, inZone, wallClock } from "../lib/time.ts";
import { sendScheduled } from "../operators/index.ts";
import type { Reads, Tx } from "../store/store.ts";
import { dayWords } from "./brief-words.ts";
import type { Round } from "./rounds.ts";

export type BriefContext = Pick<BotContext, "config" | "holidays" | "channels" | "ledgers">;

/** What a line of the leaders' brief is made of. */
export interface BriefFacts {
  readonly reads: Reads;
  readonly context: BriefContext;
  readonly now: Date;
  /** The leader who reads it. */
  readonly officer: Officer;
  /** What is open and this leader may see, oldest first. */
  readonly open: readonly Report[];
  /** Of all reports, what this leader may see. */
  readonly sight: Sight;
}

/** A line of the brief, without anybody's name or words; none where there is nothing to say. */
export type BriefLine = (facts: BriefFacts) => Promise<string | undefined> | string | undefined;

/** With the title. */
const LINES = 8;
const MOST = 20_000;
const LAST = "要看哪件，回编号。";

/** The brief that leaders get at 08:00, also when all is well, and later that day where the bot was down. */
export function leaderBrief(context: BriefContext, lines: readonly BriefLine[]): Round {
  const zone = context.config.station.timezone;
  return {
    name: "leader-brief",
    time: "08:00",
    until: "21:59",
    on: "every-day",
    async run(t, now) {
      for (const leader of await t.officers.all()) {
        if (leader.role !== "leader" || leader.revokedAt || leader.accounts.length === 0) continue;
        const text = await textFor(t, leader, now);
        const brief = { text, expires: endOfDay(now, zone), brief: true } as const;
        await sendScheduled(t, leader.id, brief, { zone, now });
      }
    },
  };

  async function textFor(reads: Tx, leader: Officer, now: Date): Promise<string> {
    const sight = sightOf(leader);
    const open = (await reads.reports.newest({ statuses: openStatuses, sight }, MOST)).reverse();
    const facts = { reads, context, now, officer: leader, open, sight };
    const said: string[] = [];
    for (const line of lines) {
      const text = await line(facts);
      if (text) said.push(text);
    }
    return [`【晨报】${dayWords(now, zone)}`, ...[...said, LAST].slice(0, LINES - 1)].join("\n");
  }
}

/** A brief of yesterday helps nobody. */
export function endOfDay(now: Date, zone: string): string {
  return wallClock(dayAfter(inZone(now, zone).format("YYYY-MM-DD")), "00:00", zone).toISOString();
}
