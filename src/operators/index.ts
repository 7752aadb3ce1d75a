/** What other features may use of `operators`. */
export { noticeAdmins } from "./admin-notices.ts";
export { channelLabel } from "./admin-texts.ts";
export { sendScheduled } from "./scheduled-messages.ts";
