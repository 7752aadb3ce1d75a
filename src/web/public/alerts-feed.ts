import { Hono } from "hono";
import { CAP_TYPE, type CapStation, capFeed, capXml } from "../../alerts/cap.ts";
import { type PublicAlert, publicAlerts } from "../../alerts/public-alerts.ts";
import type { Clock } from "../../lib/clock.ts";
import type { Store } from "../../store/store.ts";

export interface PublicParts {
  readonly store: Pick<Store, "view">;
  readonly station: CapStation;
}

/** However often anybody asks, the alerts are read once in so long. */
const FRESH_MS = 30_000;

/** What the station tells everybody, for machines: `/alerts.cap` and a message each below it. */
export function createAlertsFeed({ store, station, clock }: PublicParts & { readonly clock: Clock }): Hono {
  let read: { readonly at: number; readonly alerts: Promise<PublicAlert[]> } | undefined;
  function current(): Promise<PublicAlert[]> {
    const now = clock.now();
    if (!read || Math.abs(now.getTime() - read.at) >= FRESH_MS) {
      const alerts = store.view((reads) => publicAlerts(reads, now));
      read = { at: now.getTime(), alerts };
      alerts.catch(() => {
        read = undefined;
      });
    }
    return read.alerts;
  }

  const headers = (type: string) => ({
    "Content-Type": `${type}; charset=utf-8`,
    "Cache-Control": "max-age=60",
  });
  const app = new Hono();
  app.get("/", async (c) => c.body(capFeed(await current(), station), 200, headers("application/atom+xml")));
  app.get("/:number", async (c) => {
    const found = (await current()).find(({ alert }) => alert.number === c.req.param("number"));
    return found ? c.body(capXml(found, station), 200, headers(CAP_TYPE)) : c.notFound();
  });
  return app;
}
