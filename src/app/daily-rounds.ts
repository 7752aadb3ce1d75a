import type { Ticks } from "../alerts/ticks.ts";
import { reportLines } from "../briefs/brief-lines.ts";
import { healthLines } from "../briefs/health-lines.ts";
import { leaderBrief } from "../briefs/leader-brief.ts";
import { lateLedgers } from "../briefs/ledger-lines.ts";
import { officerBrief } from "../briefs/officer-brief.ts";
import { createRounds } from "../briefs/rounds.ts";
import { reminderRounds } from "../reports/remind.ts";
import type { BotContext } from "./bot-context.ts";

/** What happens by itself at set times of a day: briefs, reminders of deadlines. */
export function createDailyRounds(bot: BotContext, ticks: Ticks) {
  const { store, clock, config, logger } = bot;
  const briefs = [leaderBrief(bot, [...reportLines, lateLedgers, ...healthLines]), officerBrief(bot)];
  const rounds = createRounds([...briefs, ...reminderRounds(bot)], bot);
  const underWay = new Set<Promise<void>>();
  let stop = () => {};

  /** A clock that was set back leaves timers in a far future: each tick puts them right. */
  function arm(): void {
    const work = store
      .tx((t) => rounds.arm(t, clock.now()))
      .catch((error: unknown) => logger.error({ err: error }, "the day's rounds were not planned"))
      .finally(() => underWay.delete(work));
    underWay.add(work);
  }

  async function idle(): Promise<void> {
    while (underWay.size > 0) await Promise.all(underWay);
  }

  return {
    job: rounds.job,
    async start(): Promise<void> {
      arm();
      await idle();
      stop = ticks(rounds.crons, config.station.timezone, arm);
    },
    idle,
    async stop(): Promise<void> {
      stop();
      await idle();
    },
  };
}
