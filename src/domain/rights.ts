import type { Officer, Role } from "./people.ts";
import type { Report } from "./reports.ts";

/** Who may do something: certain roles, every officer, or anyone at all. */
export type Permission = readonly Role[] | "officers" | "anyone";

/** The one place where rights are decided. A revoked officer is nobody. */
export function may(officer: Officer | undefined, permission: Permission): boolean {
  if (permission === "anyone") return true;
  if (!officer || officer.revokedAt) return false;
  return permission === "officers" || permission.includes(officer.role);
}

/** Roles that handle reports; an auditor only reads. */
export const handlers: readonly Role[] = ["officer", "dispatcher", "leader", "admin"];

/** Roles that give a report to somebody. */
export const assigners: readonly Role[] = ["dispatcher", "leader", "admin"];

/** Roles that see how the bot itself is doing. */
export const overseers: readonly Role[] = ["leader", "admin"];

/** Who gives rights to others. */
export const admins: readonly Role[] = ["admin"];

/** Complaints show to leaders only. */
export function maySee(officer: Pick<Officer, "role">, report: Pick<Report, "category">): boolean {
  return report.category !== "complaint" || officer.role === "leader";
}

/** Whether somebody who has this report can still act on it: rights may have gone since he took it. */
export function mayHandle(officer: Officer | undefined, report: Pick<Report, "category">): boolean {
  return officer !== undefined && may(officer, handlers) && maySee(officer, report);
}
