import type { ActionContext } from "../app/bot-context.ts";
import { type AlertFile, drawAlert } from "../domain/rotation.ts";
import { inZone } from "../lib/time.ts";
import { loadAlerts } from "./alert-files.ts";

/** The alert that the first schedule would draw next: what an officer may send who has no words of their own. */
export async function nextText({
  config,
  store,
  clock,
}: Pick<ActionContext, "config" | "store" | "clock">): Promise<AlertFile | undefined> {
  const now = clock.now();
  const { timezone } = config.station;
  const alerts = await loadAlerts(config.alerts, { timezone });
  const [series] = alerts.schedules.map((schedule) => schedule.series);
  if (series === undefined) return undefined;
  const drawn = await store.draws.get(series);
  const recent = drawn ? [drawn.last, ...(drawn.undated ? [drawn.undated] : [])] : [];
  const day = inZone(now, timezone).format("YYYY-MM-DD");
  return drawAlert(alerts.series.get(series) ?? [], { day, now, recent });
}
