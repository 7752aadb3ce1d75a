/** What other features may use of `people`. */
export { actingOfficer, type NotAllowed } from "./acting-officer.ts";
