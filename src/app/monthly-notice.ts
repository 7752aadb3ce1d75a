import { loadAlerts } from "../alerts/alert-files.ts";
import type { Ticks } from "../alerts/ticks.ts";
import { isWorkday } from "../domain/workdays.ts";
import { tellMissing } from "../handbook/tell-missing.ts";
import { inZone } from "../lib/time.ts";
import { remindMonthly } from "../monthly/remind.ts";
import type { BotContext } from "./bot-context.ts";

const MORNING = "0 9 * * *";

/**
 * On the first working morning of a month, or the next one that the bot sees, those who tend the handbook hear what it
 * lacked, and leaders that the report to everybody is there to be looked at.
 */
export function startMonthlyNotice(
  bot: Pick<BotContext, "config" | "store" | "clock" | "logger" | "ledgers">,
  ticks: Ticks,
) {
  const { config, store, clock, logger } = bot;
  const { timezone } = config.station;
  const underWay = new Set<Promise<void>>();
  async function look(): Promise<void> {
    const now = clock.now();
    const { calendar } = await loadAlerts(config.alerts, { timezone });
    if (!isWorkday(inZone(now, timezone).format("YYYY-MM-DD"), calendar)) return;
    await store.tx((t) => tellMissing(t, now, timezone));
    await store.tx((t) => remindMonthly(t, bot, now));
  }
  const stop = ticks([MORNING], timezone, () => {
    const work = look()
      .catch((error: unknown) => logger.error({ err: error }, "the month's notices failed"))
      .finally(() => underWay.delete(work));
    underWay.add(work);
  });
  return {
    async idle(): Promise<void> {
      while (underWay.size > 0) await Promise.all(underWay);
    },
    stop,
  };
}
