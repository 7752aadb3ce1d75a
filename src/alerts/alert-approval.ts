import type { ApprovalRule } from "../app/approval-rule.ts";

/** Leaders decide what is said to the public; the alert keeps who did. */
export const alertApproval: ApprovalRule = {
  mayDecide: ({ role }) => role === "leader",
  async decided(t, { subject, state, decidedBy }) {
    const alert = await t.alerts.get(subject);
    if (alert && state !== "waiting")
      t.alerts.put({ ...alert, state, ...(decidedBy ? { approver: decidedBy } : {}) });
  },
};
