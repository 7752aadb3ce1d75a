/** What other features may use of `reports`. */
export { attachmentWord, countAttachments } from "./receipt.ts";
