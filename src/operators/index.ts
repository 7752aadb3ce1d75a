/** What other features may use of what operators are told. */
export { noticeAdmins } from "./admin-notices.ts";
export { channelLabel } from "./admin-texts.ts";
