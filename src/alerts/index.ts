/** What other features may use of `alerts`. */
export { alertsSentIn } from "./alerts-sent-in.ts";
export { cancelSent } from "./cancel-alert.ts";
export { sendAlert } from "./send-alert.ts";
