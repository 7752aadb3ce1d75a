import type { TimerJob } from "../app/timer-job.ts";
import { withdrawApprovals } from "../approvals/index.ts";
import type { Alert } from "../domain/alerts.ts";
import { outboxRow } from "../outbox/index.ts";
import type { Tx } from "../store/store.ts";
import { closeAcknowledgements } from "./acknowledgements.ts";
import { draftEnd } from "./draft-end.ts";
import { eraseAsked } from "./erase-alert.ts";
import { lapseSlot } from "./held-slots.ts";
import { putMove } from "./put-move.ts";
import { remindToClose } from "./replies-to-alert.ts";
import { sendAlert } from "./send-alert.ts";

/** What an alert waits for: its beginning, or its end. Within a transaction. */
export function putAlertTimers(t: Tx, { id, effective, expires }: Alert): void {
  if (effective) t.timers.put(timer(id, "send", effective));
  if (expires) t.timers.put(timer(id, "expire", expires));
}

function timer(id: string, step: "send" | "expire", at: string) {
  return { id: `alert/${step}/${id}`, kind: "alert", subject: id, at, step } as const;
}

/** Sends what was approved for this time; what was never sent by its end is over, and its author hears of it. */
export function createAlertJob({ timezone }: { readonly timezone: string }): TimerJob {
  return async (t, { subject, step }, now) => {
    const alert = await t.alerts.get(subject);
    if (!alert) return;
    if (step === "received") return closeAcknowledgements(t, subject);
    if (step === "lapse") return lapseSlot(t, alert, now);
    if (step === "end")
      return alert.template?.consultation ? remindToClose(t, alert, now) : draftEnd(t, alert, timezone, now);
    if (step === "send") {
      if (alert.state === "approved" && alert.slot === undefined)
        await sendAlert(t, alert, now, { timezone });
      return;
    }
    if (alert.expires === undefined || Date.parse(alert.expires) > now.getTime()) return;
    await expireAlert(t, alert, now);
  };
}

/** An alert that was not sent in its time; within a transaction. */
async function expireAlert(t: Tx, alert: Alert, now: Date): Promise<void> {
  const moved = putMove(t, alert, "expire", "bot", now);
  if ("refused" in moved) return;
  await withdrawApprovals(t, { subject: alert.id, kind: "alert", askedBy: alert.author ?? "bot" }, now);
  await eraseAsked(t, alert.id);
  if (alert.author === undefined) return;
  const title = alert.template?.erase ? alert.template.name : alert.title;
  const text = `${alert.number ?? title}「${title}」过了时间，没有发。`;
  t.deliveries.put(outboxRow({ kind: "notice", to: { officer: alert.author }, text }, now));
}
