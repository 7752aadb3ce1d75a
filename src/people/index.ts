/** What other features may use of `people`. */
export { actingOfficer, type NotAllowed } from "./acting-officer.ts";
export { auxiliaryOf } from "./auxiliaries.ts";
export { type DutyContext, dutyAt } from "./duty.ts";
