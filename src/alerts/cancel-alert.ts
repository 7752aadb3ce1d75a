import type { Officer } from "../domain/people.ts";
import type { Tx } from "../store/store.ts";
import { putMove } from "./put-move.ts";

/** Takes back an alert that was sent: what of it still waits is not sent. Within a transaction. */
export async function cancelSent(t: Tx, id: string, officer: Officer, now: Date): Promise<void> {
  const alert = await t.alerts.get(id);
  if (!alert || "refused" in putMove(t, alert, "cancel", officer, now)) return;
  for (const row of await t.deliveries.ofAlert(id))
    if (row.state === "pending")
      t.deliveries.put({ ...row, state: "cancelled", doneAt: now.toISOString(), doneBy: officer.id });
}
