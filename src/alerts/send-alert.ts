import type { Alert } from "../domain/alerts.ts";
import type { Delivery } from "../domain/deliveries.ts";
import type { MoveRefused } from "../domain/move-alert.ts";
import type { Tx } from "../store/store.ts";
import { openAcknowledgements } from "./acknowledgements.ts";
import { audienceOf } from "./audience.ts";
import { putBroadcast } from "./broadcast.ts";
import { putEndTimer } from "./draft-end.ts";
import { putMove } from "./put-move.ts";
import { withdrawFirst, withReached } from "./withdraw-first.ts";

/**
 * Sends an approved alert to its groups, within a transaction: the move and one delivery a group. One that no group is
 * left for is completed at once. `due`: when it was to be sent; `notBefore`: until when the rows wait.
 */
export async function sendAlert(
  t: Tx,
  alert: Alert,
  now: Date,
  timing: {
    readonly timezone: string;
    readonly due?: Date;
    readonly catchUpMs?: number;
    /** ISO 8601; until then the rows wait. */
    readonly notBefore?: string;
    /** Its schedule fires several times a day. */
    readonly repeats?: boolean;
  },
): Promise<{ readonly alert: Alert; readonly rows: readonly Delivery[] } | MoveRefused> {
  const corrected = await withReached(t, alert);
  const moved = putMove(t, corrected, "broadcast", "bot", now);
  if ("refused" in moved) return moved;
  await withdrawFirst(t, moved.alert, now);
  const groups = await audienceOf(t, moved.alert);
  const { due = now, ...more } = timing;
  const rows = await putBroadcast(t, { alert: moved.alert, slot: alert.slot, groups, due, now, ...more });
  putEndTimer(t, moved.alert);
  await openAcknowledgements(t, moved.alert, rows, now);
  if (rows.length > 0) return { alert: moved.alert, rows };
  const ended = putMove(t, moved.alert, "complete", "bot", now);
  return "refused" in ended ? ended : { alert: ended.alert, rows };
}
