import type { ApprovalRule, Asked } from "../app/approval-rule.ts";
import type { AlertMove } from "../domain/alert-moves.ts";
import type { Alert } from "../domain/alerts.ts";
import type { Verdict } from "../domain/approvals.ts";
import type { Group } from "../domain/groups.ts";
import { isAlertOver } from "../domain/move-alert.ts";
import type { Tx } from "../store/store.ts";
import { alertApprovers } from "./alert-approvers.ts";
import { audienceOf } from "./audience.ts";
import { eraseAsked } from "./erase-alert.ts";
import { groupsLine } from "./group-list.ts";
import { releaseSlot } from "./held-slots.ts";
import { putMove } from "./put-move.ts";
import { sendAlert } from "./send-alert.ts";

const moves: Record<Verdict, AlertMove> = { approved: "approve", returned: "return", refused: "reject" };

/** What follows from the word of an approver: the alert keeps it, and is sent where its time has come. */
export function createAlertApproval({ timezone }: { readonly timezone: string }): ApprovalRule {
  return {
    ...alertApprovers,
    async asked(t, { subject, number }) {
      const alert = await t.alerts.get(subject);
      return alert ? askedOf(t, alert) : { what: `${number} 等您批。` };
    },
    async isOver(t, { subject, review }, now) {
      const alert = await t.alerts.get(subject);
      return (
        !review && alert !== undefined && (alert.state !== "pending-approval" || isAlertOver(alert, now))
      );
    },
    async decided(t, { subject, state, decidedBy, reason, review }, now) {
      const alert = await t.alerts.get(subject);
      const officer = decidedBy === undefined ? undefined : await t.officers.get(decidedBy);
      if (!alert || !officer || state === "waiting") return;
      if (review) {
        const verdict = state === "approved" ? "good" : "bad";
        const at = now.toISOString();
        t.alerts.put({ ...alert, review: { by: officer.id, at, verdict, ...(reason ? { reason } : {}) } });
        return;
      }
      const moved = putMove(t, alert, moves[state], officer, now, reason);
      if ("refused" in moved) return;
      if (state === "refused") await eraseAsked(t, alert.id);
      if (alert.slot !== undefined) await releaseSlot(t, moved.alert, now, timezone);
      else if (state === "approved" && !isEarly(alert, now))
        await sendAlert(t, moved.alert, now, { timezone });
    },
  };
}

function isEarly({ effective }: Alert, now: Date): boolean {
  return effective !== undefined && Date.parse(effective) > now.getTime();
}

/** What an approver is shown: the text as it will be sent, and where it goes. */
export async function askedOf(t: Tx, alert: Alert): Promise<Asked> {
  const author = alert.author === undefined ? undefined : await t.officers.get(alert.author);
  const groups: readonly Group[] = await audienceOf(t, alert);
  const who = author ? `${author.name}请您看` : "请您看";
  return { what: `${who} ${alert.number}：${groupsLine(groups)}`, shown: alert.text };
}
