import type { ActionContext } from "../app/bot-context.ts";
import { approversOf, askApproval, withdrawApprovals } from "../approvals/index.ts";
import { type PersonalRefused, personalInAlert } from "../domain/alert-privacy.ts";
import type { Alert } from "../domain/alerts.ts";
import { type MoveRefused, movedAt, topicsOf } from "../domain/move-alert.ts";
import type { Actor, Officer } from "../domain/people.ts";
import { outboxRow } from "../outbox/index.ts";
import { actingOfficer, type NotAllowed } from "../people/index.ts";
import type { Tx } from "../store/store.ts";
import { closeAcknowledgements } from "./acknowledgements.ts";
import { askedOf } from "./alert-approval.ts";
import { alertApprovers } from "./alert-approvers.ts";
import { audienceOf } from "./audience.ts";
import { eraseAsked } from "./erase-alert.ts";
import { putMove } from "./put-move.ts";
import { sendAlert } from "./send-alert.ts";

/** So long it can still be taken back. */
const TAKE_BACK_MS = 30_000;

export type AtOnceRefused =
  | NotAllowed
  | MoveRefused
  | PersonalRefused
  | { readonly refused: "no-such" | "no-group" }
  /** The number that was typed is not that of its groups. */
  | { readonly refused: "miscounted"; readonly groups: number };

/**
 * Sends an `Extreme` alert from a template without a second person: whoever is on duty types the number of its groups,
 * and can take it back for half a minute. The approvers are asked to look at it until one does.
 */
export function sendAtOnce(
  context: ActionContext,
  actor: Actor,
  { id, typed }: { readonly id: string; readonly typed: number },
): Promise<{ readonly done: Alert; readonly groups: number } | AtOnceRefused> {
  const { clock, config, store } = context;
  const now = clock.now();
  return store.tx(async (t): Promise<{ readonly done: Alert; readonly groups: number } | AtOnceRefused> => {
    const officer = await actingOfficer(t, actor, "alerts.send-at-once");
    if (!officer) return { refused: "not-allowed" };
    const alert = await t.alerts.get(id);
    if (!alert) return { refused: "no-such" };
    const personal = personalInAlert(alert);
    if (personal) return personal;
    const groups = (await audienceOf(t, alert)).filter(({ state }) => state === "confirmed").length;
    if (groups === 0) return { refused: "no-group" };
    if (typed !== groups) return { refused: "miscounted", groups };
    const moved = putMove(t, alert, "send-at-once", officer, now);
    if ("refused" in moved) return moved;
    const notBefore = new Date(now.getTime() + TAKE_BACK_MS).toISOString();
    const { timezone } = config.station;
    const sent = await sendAlert(t, moved.alert, now, { timezone, notBefore });
    if ("refused" in sent) return sent;
    const { what, shown } = await askedOf(t, sent.alert);
    await askApproval(
      t,
      { alert: alertApprovers },
      {
        kind: "alert",
        subject: id,
        number: alert.number ?? "",
        askedBy: officer.id,
        topics: topicsOf(alert),
        urgent: true,
        review: true,
        what: `${what}\n情况特别紧急，已经先发了，请事后看一遍。`,
        ...(shown ? { shown } : {}),
      },
      now,
    );
    return { done: sent.alert, groups };
  });
}

/** Takes back the officer's newest alert that was sent at once and has not left yet; `none`: there is none. */
export function takeBackAlert(
  context: ActionContext,
  actor: Actor,
): Promise<{ readonly done: Alert } | NotAllowed | { readonly refused: "none" }> {
  const now = context.clock.now();
  return context.store.tx(
    async (t): Promise<{ readonly done: Alert } | NotAllowed | { readonly refused: "none" }> => {
      const officer = await actingOfficer(t, actor, "alerts.write");
      if (!officer) return { refused: "not-allowed" };
      const sent = await t.alerts.inStates(["broadcasting"], MOST);
      for (const alert of sent) {
        const at = movedAt(alert, "send-at-once");
        if (alert.author !== officer.id || at === undefined) continue;
        if (now.getTime() - Date.parse(at) >= TAKE_BACK_MS) continue;
        const rows = await t.deliveries.ofAlert(alert.id);
        const moved = putMove(t, alert, "cancel", officer, now);
        if ("refused" in moved) continue;
        for (const row of rows)
          if (row.state === "pending")
            t.deliveries.put({ ...row, state: "cancelled", doneAt: now.toISOString(), doneBy: officer.id });
        for (const { id } of await approversAsked(t, alert)) {
          const text = `${alert.number} ${officer.name}撤下了，没有发，不用看了。`;
          t.deliveries.put(outboxRow({ kind: "notice", to: { officer: id }, text }, now));
        }
        await withdrawApprovals(t, { subject: alert.id, kind: "alert", askedBy: officer.id }, now);
        await closeAcknowledgements(t, alert.id);
        await eraseAsked(t, alert.id);
        return { done: moved.alert };
      }
      return { refused: "none" };
    },
  );
}

/** Those who were asked to look at it, while none of them has. */
async function approversAsked(t: Tx, { id }: Alert): Promise<readonly Officer[]> {
  const waiting = (await t.approvals.ofSubject(id)).find(({ state }) => state === "waiting");
  return waiting ? ((await approversOf(t, alertApprovers, waiting))[0] ?? []) : [];
}

const MOST = 50;
