import type { ApprovalRule } from "../app/approval-rule.ts";
import type { AlertMove } from "../domain/alert-moves.ts";
import type { Verdict } from "../domain/approvals.ts";
import { putMove } from "./put-move.ts";

const moves: Record<Verdict, AlertMove> = { approved: "approve", returned: "return", refused: "reject" };

/** Leaders decide what is said to the public; the alert keeps who did. */
export const alertApproval: ApprovalRule = {
  mayDecide: ({ role }) => role === "leader",
  async decided(t, { subject, state, decidedBy, reason }, now) {
    const alert = await t.alerts.get(subject);
    const officer = decidedBy === undefined ? undefined : await t.officers.get(decidedBy);
    if (alert && officer && state !== "waiting") putMove(t, alert, moves[state], officer, now, reason);
  },
};
