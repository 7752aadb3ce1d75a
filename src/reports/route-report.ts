import type { BotContext } from "../app/bot-context.ts";
import { canonicalName } from "../domain/canonical.ts";
import type { Officer } from "../domain/people.ts";
import { routeOf } from "../domain/report-route.ts";
import type { Report } from "../domain/reports.ts";
import { mayHandle } from "../domain/rights.ts";
import { inZone } from "../lib/time.ts";
import type { Reads } from "../store/store.ts";

/**
 * Officers to whom `routing:` gives a report that nobody has: one, those of a unit, those on duty. An officer who has
 * handed their reports over is replaced by who has them. Nobody where no rule fits, or it names nobody who may handle it.
 */
export async function routedTo(
  reads: Pick<Reads, "handovers">,
  report: Report,
  { config }: Pick<BotContext, "config">,
  { officers, onDuty }: { readonly officers: readonly Officer[]; readonly onDuty: readonly Officer[] },
): Promise<Officer[]> {
  const time = inZone(report.receivedAt, config.station.timezone).format("HH:mm");
  const to = routeOf(report, config.routing, time);
  if (to === undefined) return [];
  const able = (some: readonly Officer[]) => some.filter((o) => mayHandle(o, report));
  if (to === "duty") return able(onDuty);
  const named = officers.find((o) => canonicalName(o.name) === canonicalName(to));
  if (!named) return able(officers.filter((o) => o.unit === to));
  const handed = await reads.handovers.get(named.id);
  const deputy = handed && officers.find((o) => o.id === handed.to);
  return able([deputy ?? named]);
}
