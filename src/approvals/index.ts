/** What other features may use of approvals. */
export { createApprovalJob } from "./approval-timer.ts";
export { approversOf } from "./approvers.ts";
export { askApproval, withdrawApprovals } from "./ask-approval.ts";
