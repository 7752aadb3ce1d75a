import type { ApprovalRule } from "../app/approval-rule.ts";

/** Leaders decide whether a reporter's identity is shown to an officer. */
export const identityApproval: ApprovalRule = {
  mayDecide: ({ role }) => role === "leader",
  // The approval itself is what the officer needs to be shown it.
  decided: () => Promise.resolve(),
};
