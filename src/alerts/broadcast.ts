import type { Alert } from "../domain/alerts.ts";
import { passesQuietHours } from "../domain/alerts.ts";
import type { Delivery } from "../domain/deliveries.ts";
import type { Group } from "../domain/groups.ts";
import { outboxRow, withPicture } from "../outbox/index.ts";
import type { Tx } from "../store/store.ts";
import { findUnwanted } from "./addressees.ts";

const HOUR = 3_600_000;
/** An alert without `expires` is sent for half a day at most. */
const LIFE_MS = 12 * HOUR;

/**
 * Puts one delivery for each group, in the transaction that puts the slot and the alert. A group that nothing may be
 * sent to gets a cancelled row, and one that does not want it a row that says why, so that the ledger shows all.
 */
export async function putBroadcast(
  t: Tx,
  options: {
    alert: Alert;
    slot?: string | undefined;
    groups: readonly Group[];
    due: Date;
    now: Date;
    /** Of the station: a group bears so many alerts a day. */
    timezone: string;
    /** Its schedule fires several times a day, and whoever wrote it meant that. */
    repeats?: boolean;
    /** ISO 8601; until then the rows wait. */
    notBefore?: string;
    /** How late (ms) its schedule still fires: a late alert needs time to go out, too. */
    catchUpMs?: number;
  },
): Promise<Delivery[]> {
  const { alert, slot, groups, due, now, timezone, repeats = false, catchUpMs = 0 } = options;
  const unwanted = await findUnwanted(t, alert, groups, { timezone, now });
  const life = catchUpMs < LIFE_MS ? LIFE_MS : catchUpMs + HOUR;
  const rows = groups.map((group): Delivery => {
    const row = outboxRow(
      {
        kind: "broadcast",
        to: { group: group.id },
        channel: group.address.channel,
        text: alert.text,
        expires: alert.expires ?? new Date(due.getTime() + life).toISOString(),
        severe: passesQuietHours(alert),
        alert: alert.id,
        ...(slot === undefined ? {} : { slot }),
        ...(options.notBefore === undefined ? {} : { notBefore: options.notBefore }),
      },
      now,
    );
    const doneAt = now.toISOString();
    if (group.state !== "confirmed") return { ...row, state: "cancelled", doneAt, refusal: group.state };
    const why = unwanted.get(group.id);
    return why && !(repeats && why !== "only-urgent")
      ? { ...row, state: "not-wanted", doneAt, refusal: why }
      : alert.poster
        ? withPicture(row, now)
        : row;
  });
  for (const row of rows) t.deliveries.put(row);
  return rows;
}
