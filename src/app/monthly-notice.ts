import { loadAlerts } from "../alerts/alert-files.ts";
import type { Ticks } from "../alerts/ticks.ts";
import { isWorkday } from "../domain/workdays.ts";
import { tellMissing } from "../handbook/tell-missing.ts";
import { inZone } from "../lib/time.ts";
import type { BotContext } from "./bot-context.ts";

const MORNING = "0 9 * * *";

/** On the first working morning of a month, or the next one that the bot sees, those who tend the handbook hear what it lacked. */
export function startMonthlyNotice(
  { config, store, clock, logger }: Pick<BotContext, "config" | "store" | "clock" | "logger">,
  ticks: Ticks,
) {
  const { timezone } = config.station;
  const underWay = new Set<Promise<void>>();
  async function look(): Promise<void> {
    const now = clock.now();
    const { calendar } = await loadAlerts(config.alerts, { timezone });
    if (!isWorkday(inZone(now, timezone).format("YYYY-MM-DD"), calendar)) return;
    await store.tx((t) => tellMissing(t, now, timezone));
  }
  const stop = ticks([MORNING], timezone, () => {
    const work = look()
      .catch((error: unknown) => logger.error({ err: error }, "the month's notice about the handbook failed"))
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
