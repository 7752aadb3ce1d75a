import type { Ticks } from "../alerts/ticks.ts";
import { carryOutLedgerRetention } from "../ledgers/retention.ts";
import { carryOutRetention } from "../reports/retention.ts";
import type { BotContext } from "./bot-context.ts";

const NIGHT = "20 3 * * *";

/** Each night the reports go that were kept long enough, in slices: whoever writes meanwhile does not wait. */
export function startRetention(
  bot: Pick<BotContext, "config" | "store" | "clock" | "logger" | "ledgers">,
  ticks: Ticks,
) {
  let underWay: Promise<void> | undefined;
  let isStopped = false;
  async function run(): Promise<void> {
    const { anonymised, deleted, forgotten } = await carryOutRetention(bot, { isStopped: () => isStopped });
    if (anonymised + deleted + forgotten > 0)
      bot.logger.info({ anonymised, deleted, forgotten }, "reports kept long enough went");
    const ledgers = await carryOutLedgerRetention(bot, { isStopped: () => isStopped });
    if (ledgers.deleted > 0) bot.logger.info(ledgers, "entries of ledgers kept long enough went");
  }
  const stop = ticks([NIGHT], bot.config.station.timezone, () => {
    underWay ??= run()
      .catch((error: unknown) =>
        bot.logger.error({ err: error }, "retention failed; it goes on the next night"),
      )
      .finally(() => {
        underWay = undefined;
      });
  });
  return {
    async idle(): Promise<void> {
      await underWay;
    },
    async stop(): Promise<void> {
      isStopped = true;
      stop();
      await underWay;
    },
  };
}
