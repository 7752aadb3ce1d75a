import type { Delivery } from "../domain/deliveries.ts";
import { mayHandle } from "../domain/rights.ts";
import type { Clock } from "../lib/clock.ts";
import { waitReasons } from "../lib/texts.ts";
import { outboxRow } from "../outbox/index.ts";
import type { Store } from "../store/store.ts";

/** Tells the officer who has the report if a message to its resident failed or has to wait. */
export type LostReplies = (row: Delivery) => Promise<void>;

export function createLostReplies(deps: { store: Store; clock: Clock }): LostReplies {
  const { store, clock } = deps;
  return async (row) => {
    if (row.report === undefined || !("person" in row.to)) return;
    const report = await store.reports.get(row.report);
    if (!report?.assignee || !mayHandle(await store.officers.get(report.assignee), report)) return;
    const to = { officer: report.assignee };
    const text = `${report.number} 给居民的消息${reasonOf(row)}`;
    await store.tx(async (t) => {
      t.deliveries.put(outboxRow({ kind: "notice", to, text, report: report.id }, clock.now()));
    });
  };
}

function reasonOf({ state, refusal }: Delivery): string {
  if (state !== "pending")
    return refusal === "refused" ? "没送到，对方不收，请换个办法联系。" : "没送到，请换个办法联系。";
  const known = refusal as keyof typeof waitReasons | undefined;
  return `还没送出：${(known && waitReasons[known]) ?? waitReasons["no-address"]}`;
}
