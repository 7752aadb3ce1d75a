import { createHmac, randomBytes } from "node:crypto";
import type { InboundMessage } from "../channels/channel.ts";
import { type Acknowledgement, ASKS_MS } from "../domain/acknowledgements.ts";
import { isReached } from "../domain/alert-corrections.ts";
import type { Alert } from "../domain/alerts.ts";
import type { Delivery } from "../domain/deliveries.ts";
import { isFinished } from "../domain/deliveries.ts";
import { addressKey, type Officer } from "../domain/people.ts";
import type { Reads, Store, Tx } from "../store/store.ts";

/** From when an alert that asks for 「收到」 is sent: what is said in its groups counts for it. Within a transaction. */
export async function openAcknowledgements(
  t: Tx,
  alert: Alert,
  rows: readonly Delivery[],
  now: Date,
): Promise<void> {
  if (!alert.acknowledge) return;
  const key = randomBytes(32).toString("hex");
  const latest = new Date(now.getTime() + ASKS_MS).toISOString();
  let ends: string | undefined;
  for (const row of rows) {
    if (!("group" in row.to) || (isFinished(row) && row.state !== "failed") || !row.expires) continue;
    const { group } = row.to;
    const earlier = await t.acknowledgements.get(group);
    if (earlier) await settle(t, earlier);
    ends = row.expires < latest ? row.expires : latest;
    t.acknowledgements.put({ group, alert: alert.id, delivery: row.id, key, until: ends, seen: [] });
  }
  if (ends !== undefined)
    t.timers.put({
      id: `alert/received/${alert.id}`,
      kind: "alert",
      subject: alert.id,
      at: ends,
      step: "received",
    });
}

/** Its time is over, or it was withdrawn: the numbers stay in the ledger, who it was is erased. Within a transaction. */
export async function closeAcknowledgements(t: Tx, alert: string): Promise<void> {
  for (const one of await t.acknowledgements.all()) if (one.alert === alert) await settle(t, one);
}

async function settle(t: Tx, { group, delivery, seen }: Acknowledgement): Promise<void> {
  const row = await t.deliveries.get(delivery);
  if (row && seen.length > 0) t.deliveries.put({ ...row, acknowledged: seen.length });
  t.acknowledgements.remove(group);
}

/** Counts a 「收到」 of a group whose alert asks for it, each sender once; false where none asks there. */
export async function acknowledge(
  store: Store,
  { chat, from, at, past }: Pick<InboundMessage, "chat" | "from" | "at" | "past">,
  now: Date,
): Promise<boolean> {
  const group = await store.groups.byAddress(chat);
  if (!group || !(await store.acknowledgements.get(group.id))) return false;
  return store.tx(async (t) => {
    const open = await t.acknowledgements.get(group.id);
    if (!open || open.until <= now.toISOString()) return false;
    const row = await t.deliveries.get(open.delivery);
    // Where it is not, nobody can have read it; a network's history may tell of what was said before.
    if (!row || !isReached(row) || (past && at.toISOString() < (row.doneAt ?? row.createdAt))) return false;
    const sender = createHmac("sha256", open.key)
      .update(`${group.id} ${addressKey(from)}`)
      .digest("base64url");
    if (open.seen.includes(sender)) return true;
    const alert = await t.alerts.get(open.alert);
    const isNamed = group.kind === "officers" && alert && ["Severe", "Extreme"].includes(alert.severity);
    const officer = isNamed ? await t.officers.byAddress(from) : undefined;
    t.acknowledgements.put({
      ...open,
      seen: [...open.seen, sender],
      ...(officer ? { officers: [...(open.officers ?? []), officer.id] } : {}),
    });
    return true;
  });
}

/** What is known of 「收到」 to an alert. */
export interface Acknowledged {
  /** Groups where somebody said it, by the id of their outbox row. */
  readonly counts: ReadonlyMap<string, number>;
  /** Officers who did, in groups of officers: shown to nobody but the sender of the alert. */
  readonly officers: readonly string[];
}

export async function acknowledgedOf(
  reads: Pick<Reads, "acknowledgements" | "deliveries">,
  alert: Alert,
  { id }: Pick<Officer, "id">,
): Promise<Acknowledged> {
  const counts = new Map<string, number>();
  for (const row of await reads.deliveries.ofAlert(alert.id))
    if (row.acknowledged) counts.set(row.id, row.acknowledged);
  const open = (await reads.acknowledgements.all()).filter((one) => one.alert === alert.id);
  for (const { delivery, seen } of open) if (seen.length > 0) counts.set(delivery, seen.length);
  return { counts, officers: alert.author === id ? open.flatMap(({ officers = [] }) => officers) : [] };
}
