import { type Delivery, isFinished } from "../domain/deliveries.ts";
import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../lib/logger.ts";
import type { Store } from "../store/store.ts";
import { putMove } from "./put-move.ts";

/** More than any station sends at once. */
const MOST = 100_000;

/** Ends a broadcast as `completed` when every delivery of it is final. */
export interface AlertCompletion {
  /** Takes up what was under way in an earlier run. */
  start(): Promise<void>;
  idle(): Promise<void>;
  stop(): void;
}

export function createAlertCompletion(deps: { store: Store; clock: Clock; logger: Logger }): AlertCompletion {
  const { store, clock, logger } = deps;
  /** By alert, ids of its deliveries that are not final: a row of a thousand does not ask for the others. */
  const open = new Map<string, Set<string>>();
  const underWay = new Set<Promise<void>>();
  let leave = () => {};

  function note(row: Delivery): void {
    if (row.alert === undefined || row.kind !== "broadcast") return;
    const rows = open.get(row.alert) ?? new Set();
    if (!isFinished(row)) {
      open.set(row.alert, rows.add(row.id));
      return;
    }
    rows.delete(row.id);
    if (rows.size > 0) return;
    open.delete(row.alert);
    complete(row.alert);
  }

  function complete(id: string): void {
    const work = store
      .tx(async (t) => {
        const alert = await t.alerts.get(id);
        if (alert?.state !== "broadcasting") return;
        const rows = await t.deliveries.ofAlert(id);
        if (rows.every(isFinished)) putMove(t, alert, "complete", "bot", clock.now());
      })
      .catch((error: unknown) => logger.error({ err: error, alert: id }, "an alert was not completed"))
      .finally(() => underWay.delete(work));
    underWay.add(work);
  }

  return {
    async start() {
      leave = store.onDeliveries(({ rows }) => {
        for (const row of rows) note(row);
      });
      for (const row of await store.deliveries.inStates(["pending", "sending", "unknown"])) note(row);
      for (const { id } of await store.alerts.inStates(["broadcasting"], MOST))
        if (!open.has(id)) complete(id);
    },
    async idle() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
    stop: () => leave(),
  };
}
