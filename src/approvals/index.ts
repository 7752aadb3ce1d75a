/** What other features may use of approvals. */
export type { ApprovalRule, ApprovalRules } from "./approval-rule.ts";
export { askApproval } from "./ask-approval.ts";
