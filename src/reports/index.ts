/** What other features may use of `reports`. */
export { jobs as attachmentJobs } from "./as-told.ts";
export { nextDue } from "./clocks.ts";
export { attachmentWord, countAttachments } from "./receipt.ts";
