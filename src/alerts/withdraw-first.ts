import { withdrawApprovals } from "../approvals/index.ts";
import { groupsReached } from "../domain/alert-corrections.ts";
import type { Alert } from "../domain/alerts.ts";
import type { Delivery } from "../domain/deliveries.ts";
import { givenUp } from "../domain/delivery-steps.ts";
import { outboxRow } from "../outbox/index.ts";
import type { Tx } from "../store/store.ts";
import { closeAcknowledgements } from "./acknowledgements.ts";
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
  await closeAcknowledgements(t, first.id);
  const rows = await t.deliveries.ofAlert(first.id);
  for (const row of rows) {
    await withdrawRow(t, row, correction, now);
    const picture = row.pictureRow === undefined ? undefined : await t.deliveries.get(row.pictureRow);
    if (picture) await withdrawRow(t, picture, correction, now);
  }
  if (correction.msgType === "Cancel")
    for (const each of correction.references ?? []) await eraseAsked(t, each);
  await withdrawPostings(t, new Set(rows.map((row) => row.id)), now);
  await dropOthers(t, first, correction, now);
  if (correction.msgType === "Update") {
    t.alerts.put({ ...first, correctedBy: correction.id });
    return;
  }
  const erased = (await t.alerts.get(first.id)) ?? first;
  for (const mover of [correction.author, correction.approver]) {
    const officer = mover === undefined ? undefined : await t.officers.get(mover);
    if (officer && !("refused" in putMove(t, erased, "cancel", officer, now))) break;
  }
}

/** More corrections than wait at one time. */
const MOST = 1_000;

/** Other corrections of it that are still written or wait for approval speak of what no longer holds: they are not sent. */
async function dropOthers(t: Tx, first: Alert, correction: Alert, now: Date): Promise<void> {
  const open = await t.alerts.inStates(["draft", "returned", "pending-approval", "approved"], MOST);
  for (const other of open) {
    if (firstOf(other) !== first.id || "refused" in putMove(t, other, "expire", "bot", now)) continue;
    const askedBy = other.author ?? "bot";
    await withdrawApprovals(t, { subject: other.id, kind: "alert", askedBy }, now);
    await eraseAsked(t, other.id);
    if (askedBy === "bot" || askedBy === correction.author) continue;
    const text = `${other.number} 不用发了：${first.number} 已经由 ${correction.number} ${correction.msgType === "Cancel" ? "取消" : "更正"}。`;
    t.deliveries.put(outboxRow({ kind: "notice", to: { officer: askedBy }, text }, now));
  }
}

async function withdrawRow(t: Tx, row: Delivery, { id }: Alert, now: Date): Promise<void> {
  if (row.state === "pending" || row.state === "failed")
    t.deliveries.put(givenUp(row, "cancelled", now, "withdrawn"));
  else if (row.state === "sent") t.deliveries.put({ ...row, recall: { for: id, state: "wanted" } });
  else if (row.state === "posted-by-hand")
    t.deliveries.put({ ...row, recall: { for: id, state: "by-hand" } });
}
