import type { ActionContext } from "../app/bot-context.ts";
import { approversOf, askApproval } from "../approvals/index.ts";
import { type PersonalRefused, personalInAlert } from "../domain/alert-privacy.ts";
import type { Alert } from "../domain/alerts.ts";
import { type MoveRefused, topicsOf } from "../domain/move-alert.ts";
import type { Actor, Officer } from "../domain/people.ts";
import { actingOfficer, type NotAllowed } from "../people/index.ts";
import type { Tx } from "../store/store.ts";
import { askedOf } from "./alert-approval.ts";
import { alertApprovers } from "./alert-approvers.ts";
import { putAlertTimers } from "./alert-timers.ts";
import { audienceOf } from "./audience.ts";
import { withOwnPicture } from "./draft-picture.ts";
import { type DraftRefused, findOwn } from "./drafts.ts";
import { putMove } from "./put-move.ts";

export interface Submitted {
  readonly done: Alert;
  /** Those who were asked first. */
  readonly asked: readonly Officer[];
}

/** `no-group`: it would reach nobody; `nobody`: no second person could approve it. */
export type SubmitRefused =
  | DraftRefused
  | PersonalRefused
  | { readonly refused: "no-group" | "nobody" }
  /** Its picture is still on its way, or was lost. */
  | { readonly refused: "no-picture"; readonly why: "waits" | "lost" };

/** Hands a draft in for approval: the one of that number, else the officer's newest. */
export function submitAlert(
  context: ActionContext,
  actor: Actor,
  { number }: { readonly number?: string | undefined },
): Promise<Submitted | SubmitRefused> {
  const now = context.clock.now();
  return context.store.tx(async (t): Promise<Submitted | SubmitRefused> => {
    const officer = await actingOfficer(t, actor, "alerts.write");
    if (!officer) return { refused: "not-allowed" };
    const found = await findOwn(t, officer, number);
    if ("refused" in found) return found;
    // A template that is not filled in yet.
    if (found.text === "") return { refused: "no-title" };
    const alert = await withOwnPicture(t, found);
    if (typeof alert === "string") return { refused: "no-picture", why: alert };
    return submit(t, alert, officer, now);
  });
}

/** The same within a transaction, for an alert that was found already. */
export async function submit(
  t: Tx,
  alert: Alert,
  by: Officer | "folder",
  now: Date,
): Promise<
  Submitted | MoveRefused | NotAllowed | PersonalRefused | { readonly refused: "no-group" | "nobody" }
> {
  const personal = by === "folder" ? undefined : personalInAlert(alert);
  if (personal) return personal;
  if (alert.state === "draft" && (await audienceOf(t, alert)).every(({ state }) => state !== "confirmed"))
    return { refused: "no-group" };
  const asking = {
    kind: "alert",
    subject: alert.id,
    askedBy: by === "folder" ? "bot" : by.id,
    topics: topicsOf(alert),
  } as const;
  if (by !== "folder" && (await approversOf(t, alertApprovers, asking)).length === 0)
    return { refused: "nobody" };
  const moved = putMove(t, alert, by === "folder" ? "submit-file" : "submit", by, now);
  if ("refused" in moved) return moved;
  const { asked } = await askApproval(
    t,
    { alert: alertApprovers },
    {
      ...asking,
      number: alert.number ?? "",
      ...(alert.severity === "Severe" || alert.severity === "Extreme" ? { urgent: true as const } : {}),
      ...(await askedOf(t, moved.alert)),
    },
    now,
  );
  putAlertTimers(t, moved.alert);
  return { done: moved.alert, asked };
}
