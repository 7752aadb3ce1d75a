import type { ActionContext } from "../app/bot-context.ts";
import type { InboundAttachment } from "../channels/channel.ts";
import type { Alert } from "../domain/alerts.ts";
import type { Actor } from "../domain/people.ts";
import { newId } from "../lib/ids.ts";
import { actingOfficer } from "../people/index.ts";
import type { Tx } from "../store/store.ts";
import type { DraftRefused } from "./drafts.ts";
import { putMove } from "./put-move.ts";

/** Puts an officer's picture to a draft of theirs, in place of an earlier one; it is downloaded beside. */
export function addPicture(
  context: ActionContext,
  actor: Actor,
  {
    id,
    channel,
    picture,
  }: { readonly id: string; readonly channel: string; readonly picture: InboundAttachment },
): Promise<{ readonly done: Alert } | DraftRefused> {
  const now = context.clock.now();
  return context.store.tx(async (t): Promise<{ readonly done: Alert } | DraftRefused> => {
    const officer = await actingOfficer(t, actor, "alerts.write");
    if (!officer) return { refused: "not-allowed" };
    const alert = await t.alerts.get(id);
    if (!alert) return { refused: "no-such" };
    const moved = putMove(t, alert, "edit", officer, now);
    if ("refused" in moved) return moved;
    for (const before of await t.attachments.ofReport(id)) t.attachments.erase(before.id);
    const attachment = newId(now);
    t.attachments.put({
      id: attachment,
      report: id,
      kind: "image",
      channel,
      ref: picture.ref,
      state: "pending",
      attempts: 0,
      receivedAt: now.toISOString(),
    });
    const { poster: _, ...rest } = moved.alert;
    const done: Alert = { ...rest, picture: attachment };
    t.alerts.put(done);
    return { done };
  });
}

/** The alert with its picture as it will be sent; `waits` while it is downloaded, `lost` where that failed. */
export async function withOwnPicture(t: Tx, alert: Alert): Promise<Alert | "waits" | "lost"> {
  if (alert.picture === undefined) return alert;
  const row = await t.attachments.get(alert.picture);
  if (row?.state === "pending") return "waits";
  return row?.hash === undefined ? "lost" : { ...alert, poster: { attachment: row.hash } };
}
