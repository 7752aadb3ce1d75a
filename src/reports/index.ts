/** What other features may use of `reports`. */
export { nextDue } from "./clocks.ts";
export { attachmentWord, countAttachments } from "./receipt.ts";
