import type { ActionContext } from "../app/bot-context.ts";
import { isWithdrawn } from "../domain/alert-corrections.ts";
import type { Alert } from "../domain/alerts.ts";
import type { Delivery } from "../domain/deliveries.ts";
import { isOver } from "../domain/delivery-steps.ts";
import { type Group, shownGroupName } from "../domain/groups.ts";
import type { Actor } from "../domain/people.ts";
import { actingOfficer, type NotAllowed } from "../people/index.ts";
import type { Reads, Tx } from "../store/store.ts";
import { withdrawPostings } from "./posting-book.ts";

/** What became of an alert in one group. */
export interface LedgerRow {
  readonly row: Delivery;
  readonly group: Group | undefined;
  readonly name: string;
}

/** The ledger of an alert: one row a group, in the order of the groups' names. */
export async function ledgerOf(
  reads: Pick<Reads, "deliveries" | "groups">,
  alert: Pick<Alert, "id">,
): Promise<LedgerRow[]> {
  const rows: LedgerRow[] = [];
  for (const row of await reads.deliveries.ofAlert(alert.id)) {
    const group = "group" in row.to ? await reads.groups.get(row.to.group) : undefined;
    rows.push({ row, group, name: shownGroupName(group?.name) });
  }
  return rows.sort((a, b) => a.name.localeCompare(b.name, "zh-CN"));
}

/** `over`: past its time; `withdrawn`: cancelled or corrected; `nothing`: there is none of the kind. */
export type LedgerRefused =
  | NotAllowed
  | { readonly refused: "no-such" | "over" | "withdrawn" | "nothing" | "no-such-group" };

export interface LedgerDone {
  readonly done: Alert;
  readonly groups: readonly string[];
}

/**
 * Sends an alert again to the groups where it surely did not arrive, and to no other; whoever was asked to post it there
 * need not. What only a person can post stays with them.
 */
export function resendAlert(
  context: ActionContext,
  actor: Actor,
  { number }: { readonly number: string },
): Promise<LedgerDone | LedgerRefused> {
  const now = context.clock.now();
  return context.store.tx(async (t): Promise<LedgerDone | LedgerRefused> => {
    const found = await openAlert(t, actor, number, now);
    if ("refused" in found) return found;
    const failed = found.rows.filter(({ row }) => row.state === "failed" && row.refusal !== "manual");
    if (failed.length === 0) return { refused: "nothing" };
    await withdrawPostings(t, new Set(failed.map(({ row }) => row.id)), now);
    for (const { row } of failed) {
      const { doneAt, refusal, notBefore, ...rest } = row;
      t.deliveries.put({ ...rest, state: "pending" });
    }
    return record(t, found, "alert.resent", failed, now);
  });
}

/** Decides what is unknown, by whoever looked into the group: it arrived, or it did not. Without names, of all groups. */
export function decideUnknown(
  context: ActionContext,
  actor: Actor,
  input: {
    readonly number: string;
    readonly arrived: boolean;
    /** What is in the groups' names. */
    readonly groups: readonly string[];
    /** Id of the one delivery that is meant, in place of names. */
    readonly delivery?: string;
  },
): Promise<LedgerDone | LedgerRefused> {
  const now = context.clock.now();
  return context.store.tx(async (t): Promise<LedgerDone | LedgerRefused> => {
    const found = await findAlert(t, actor, input.number);
    if ("refused" in found) return found;
    const unknown = found.rows.filter(({ row }) => row.state === "unknown");
    const meant =
      input.delivery !== undefined
        ? unknown.filter(({ row }) => row.id === input.delivery)
        : input.groups.length === 0
          ? unknown
          : unknown.filter(({ name }) => input.groups.some((typed) => name.includes(typed)));
    if (unknown.length === 0) return { refused: "nothing" };
    if (meant.length === 0) return { refused: "no-such-group" };
    await withdrawPostings(t, new Set(input.arrived ? meant.map(({ row }) => row.id) : []), now);
    const doneAt = now.toISOString();
    for (const { row } of meant) {
      const { refusal, ...rest } = row;
      t.deliveries.put(
        input.arrived
          ? { ...rest, state: "sent", doneAt, doneBy: found.officer }
          : { ...rest, state: "failed", doneAt, doneBy: found.officer, refusal: "not-arrived" },
      );
    }
    return record(t, found, input.arrived ? "delivery.arrived" : "delivery.not-arrived", meant, now);
  });
}

interface Found {
  readonly alert: Alert;
  readonly rows: readonly LedgerRow[];
  readonly officer: string;
}

async function findAlert(t: Tx, actor: Actor, number: string): Promise<Found | LedgerRefused> {
  const officer = await actingOfficer(t, actor, "alerts.post");
  if (!officer) return { refused: "not-allowed" };
  const alert = await t.alerts.byNumber(number);
  if (!alert) return { refused: "no-such" };
  return { alert, rows: await ledgerOf(t, alert), officer: officer.id };
}

/** The same, where the alert may still be sent. */
async function openAlert(t: Tx, actor: Actor, number: string, now: Date): Promise<Found | LedgerRefused> {
  const found = await findAlert(t, actor, number);
  if ("refused" in found) return found;
  if (isWithdrawn(found.alert)) return { refused: "withdrawn" };
  const isPast = isOver(found.alert, now) || found.rows.some(({ row }) => isOver(row, now));
  return isPast ? { refused: "over" } : found;
}

function record(
  t: Tx,
  { alert, officer }: Found,
  action: string,
  rows: readonly LedgerRow[],
  now: Date,
): LedgerDone {
  t.audit.append({
    at: now.toISOString(),
    actor: { officer },
    action,
    subject: { kind: "alert", id: alert.id },
    facts: { groups: String(rows.length) },
  });
  return { done: alert, groups: rows.map(({ name }) => name) };
}
