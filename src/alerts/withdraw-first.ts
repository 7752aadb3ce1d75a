import { groupsReached } from "../domain/alert-corrections.ts";
import type { Alert } from "../domain/alerts.ts";
import type { Delivery } from "../domain/deliveries.ts";
import { givenUp } from "../domain/delivery-steps.ts";
import type { Tx } from "../store/store.ts";
import { eraseAsked } from "./erase-alert.ts";
import { withdrawPostings } from "./posting-book.ts";
import { putMove } from "./put-move.ts";

/** A correction with the groups that have got the first by now; any other alert as it is. */
export async function withReached(t: Tx, alert: Alert): Promise<Alert> {
  const first = firstOf(alert);
  if (first === undefined) return alert;
  return { ...alert, audience: { groups: groupsReached(await t.deliveries.ofAlert(first)) } };
}

/** The alert that this one corrects; within the chain of corrections the last. */
function firstOf({ msgType, references = [] }: Alert): string | undefined {
  return msgType === "Alert" ? undefined : references.at(-1);
}

/**
 * Takes back what a correction corrects, in the transaction that sends it: what was not sent yet is not sent, what was
 * sent is to be recalled, and nobody need post it by hand.
 */
export async function withdrawFirst(t: Tx, correction: Alert, now: Date): Promise<void> {
  const id = firstOf(correction);
  const first = id === undefined ? undefined : await t.alerts.get(id);
  if (!first) return;
  const rows = await t.deliveries.ofAlert(first.id);
  for (const row of rows) {
    await withdrawRow(t, row, correction, now);
    const picture = row.pictureRow === undefined ? undefined : await t.deliveries.get(row.pictureRow);
    if (picture) await withdrawRow(t, picture, correction, now);
  }
  await withdrawPostings(t, new Set(rows.map((row) => row.id)), now);
  if (correction.msgType === "Update") {
    t.alerts.put({ ...first, correctedBy: correction.id });
    return;
  }
  for (const mover of [correction.author, correction.approver]) {
    const officer = mover === undefined ? undefined : await t.officers.get(mover);
    if (officer && !("refused" in putMove(t, first, "cancel", officer, now))) break;
  }
  await eraseAsked(t, first.id);
}

async function withdrawRow(t: Tx, row: Delivery, { id }: Alert, now: Date): Promise<void> {
  if (row.state === "pending" || row.state === "failed")
    t.deliveries.put(givenUp(row, "cancelled", now, "withdrawn"));
  else if (row.state === "sent") t.deliveries.put({ ...row, recall: { for: id, state: "wanted" } });
  else if (row.state === "posted-by-hand")
    t.deliveries.put({ ...row, recall: { for: id, state: "by-hand" } });
}
