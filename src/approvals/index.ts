/** What other features may use of approvals. */
export { askApproval } from "./ask-approval.ts";
