import type { Officer, OfficerId, Role } from "./people.ts";
import type { Report } from "./reports.ts";

/** A role list, or everybody who writes to the bot (for the one command that a stranger needs: to bind an account). */
export type Permission = readonly Role[] | "anyone";

/**
 * What a report is to an officer: one of the first three, and beside it any of the others. Every one that holds must
 * allow the action.
 */
export type Relation =
  | "own"
  /** Of the officer's office, or of none; any report, where the officer has none. */
  | "colleague"
  | "other-office"
  /** Could be a complaint about the police. */
  | "restricted"
  /** The same, and somebody is in danger. */
  | "restricted-danger"
  | "sensitive";

const everybody: readonly Role[] = ["officer", "dispatcher", "leader", "auditor", "admin"];
const handlers: readonly Role[] = ["officer", "dispatcher", "leader", "admin"];
const assigners: readonly Role[] = ["dispatcher", "leader", "admin"];
const onDuty: readonly Role[] = ["dispatcher", "leader"];
const leaders: readonly Role[] = ["leader"];
const admins: readonly Role[] = ["admin"];
const nobody: readonly Role[] = [];

/** One row of the table; its columns are the relations. */
const row = (...roles: readonly (readonly Role[])[]): Record<Relation, readonly Role[]> => {
  const [own = [], colleague = [], other = [], restricted = [], danger = [], sensitive = []] = roles;
  return { own, colleague, "other-office": other, restricted, "restricted-danger": danger, sensitive };
};

/** The one table of what may be done to a report: action × relation → roles. */
const reportRights = {
  //                       own        colleague  other office  restricted  and danger  sensitive
  /** To have it listed, counted and found, and to read it. */
  "report.read": row(everybody, everybody, everybody, leaders, onDuty, onDuty),
  "report.take": row(handlers, handlers, handlers, leaders, onDuty, onDuty),
  "report.reply": row(handlers, handlers, handlers, leaders, onDuty, onDuty),
  "report.note": row(handlers, handlers, handlers, leaders, onDuty, onDuty),
  "report.assign": row(assigners, assigners, assigners, leaders, leaders, onDuty),
  "report.close": row(handlers, handlers, handlers, leaders, leaders, onDuty),
  /** To put off when it should be closed. */
  "report.extend": row(handlers, handlers, handlers, leaders, leaders, onDuty),
  "report.reopen": row(handlers, handlers, handlers, leaders, leaders, onDuty),
  /** To set its category, place, office or priority right; away from a complaint is `report.unrestrict` too. */
  "report.correct": row(handlers, handlers, handlers, leaders, onDuty, onDuty),
  /** To handle it together with another. */
  "report.merge": row(handlers, handlers, handlers, leaders, leaders, nobody),
  /** To say in the groups what came of it. */
  "report.publish": row(handlers, handlers, handlers, nobody, nobody, nobody),
  /** To mute the account behind it. */
  "report.mute": row(onDuty, onDuty, onDuty, leaders, leaders, onDuty),
  /** To say that it is no complaint after all. */
  "report.unrestrict": row(leaders, leaders, leaders, leaders, leaders, leaders),
  /** To have it kept whatever its age, or no longer. */
  "report.hold": row(handlers, handlers, handlers, leaders, onDuty, onDuty),
  /** To ask who is behind it; a second person decides. */
  "report.identity": row(handlers, handlers, handlers, leaders, onDuty, onDuty),
};
export type ReportAction = keyof typeof reportRights;

/** What concerns no single report: action → roles. */
const stationRights = {
  "reports.find": everybody,
  "reports.count": everybody,
  /** To read who did what. */
  "audit.read": [...leaders, "auditor"],
  /** To take a table of them home to one's desk. */
  "reports.export": [...onDuty, "auditor", "admin"],
  /** To give all of one's own reports to another officer for a while. */
  "reports.hand-over": handlers,
  /** To keep ledgers: each says in its file who may read, write, approve and export. */
  "ledgers.use": everybody,
  /** To see how many entries there are also where they are few. */
  "ledgers.count-few": leaders,
  "alerts.see": everybody,
  /** To draft alerts, and to hand one's own in for approval. */
  "alerts.write": handlers,
  /** To change what the schedule sends next. */
  "alerts.plan": onDuty,
  /** To send at once what is Extreme, from a template. */
  "alerts.send-at-once": ["dispatcher"],
  /** To send what is Severe in the quiet hours. */
  "alerts.send-now": leaders,
  /** To tick off what was posted by hand. */
  "alerts.post": handlers,
  /** To decide what waits for approval, as far as its kind lets them. */
  "approvals.decide": handlers,
  /** To say that the counter is closed: whoever stands at it knows first, and no role marks them. */
  "counter.tell": handlers,
  /** To see which questions find no answer. */
  "handbook.tend": assigners,
  /** To file what somebody told an officer. */
  "report.register": handlers,
  /** To see the report to everybody before it is one. */
  "monthly.see": [...leaders, "auditor"],
  /** To write in it, to name who at the bureau has seen it, to correct and to withdraw it; and to decide that it goes out. */
  "monthly.edit": leaders,
  /** To see the station's canned answers. */
  "canned.use": handlers,
  /** To write, change and delete them. */
  "canned.tend": onDuty,
  /** To see who is on duty. */
  "duty.see": everybody,
  /** To put somebody on duty, or take them off. */
  "duty.set": onDuty,
  /** To enrol auxiliaries, and remove them. */
  "auxiliaries.manage": assigners,
  /** To let a colleague in again whose account is gone. */
  "colleague.invite": handlers,
  "groups.confirm": handlers,
  "groups.manage": admins,
  "people.manage": admins,
  /** To see how the bot itself is doing. */
  "bot.watch": [...leaders, ...admins],
  /** To sign in to the pages; what they show is asked there. */
  "pages.open": everybody,
  /** Help and one's own account. */
  "self.see": everybody,
} satisfies Record<string, readonly Role[]>;
export type StationAction = keyof typeof stationRights;

/** What needs no right: the code that is shown is the right. */
export type OpenAction = "account.bind";
export type Action = ReportAction | StationAction | OpenAction;

/** The officer as somebody who asks. */
export type Reader = Pick<Officer, "id" | "role" | "office" | "revokedAt"> & {
  /** Others read the answer too: an officers' group. */
  readonly inGroup?: boolean;
};

type Seen = Pick<
  Report,
  "category" | "priority" | "assignee" | "office" | "restricted" | "sensitive" | "meant"
>;

/** Whether the officer's role is among those; a revoked officer is nobody. */
export function may(
  officer: Pick<Officer, "role" | "revokedAt"> | undefined,
  permission: Permission,
): boolean {
  if (permission === "anyone") return true;
  return officer !== undefined && !officer.revokedAt && permission.includes(officer.role);
}

/** Every role that may do this to some report, or at all. */
export function rolesFor(action: Exclude<Action, OpenAction>): readonly Role[];
export function rolesFor(action: Action): Permission;
export function rolesFor(action: Action): Permission {
  if (action === "account.bind") return "anyone";
  if (action in stationRights) return stationRights[action as StationAction];
  return reportRights[action as ReportAction].own;
}

/** Whether the officer may do this to this report. */
export function mayDo(reader: Reader | undefined, action: ReportAction, report: Seen): boolean {
  if (!reader || reader.revokedAt) return false;
  const isKept = isRestricted(report) || report.sensitive;
  if (isKept && reader.inGroup) return false;
  if (isRestricted(report) && report.meant?.includes(reader.id)) return false;
  const row = reportRights[action];
  return relationsOf(reader, report).every((relation) => row[relation].includes(reader.role));
}

/** Whether the officer may know of this report at all: asked for every row, count, hit, notice, export and audit view. */
export function maySee(reader: Reader | undefined, report: Seen): boolean {
  return mayDo(reader, "report.read", report);
}

/** What an officer may see of all reports, as a store can filter by it: `isInSight` is `maySee`, told beforehand. */
export interface Sight {
  /** Of restricted reports: all, those where somebody is in danger, none. */
  readonly restricted: "all" | "danger" | "none";
  readonly sensitive: boolean;
  /** Restricted reports that name this officer are left out. */
  readonly officer: OfficerId;
}

export function sightOf({ id, role, inGroup = false }: Reader): Sight {
  const row = reportRights["report.read"];
  const sees = (relation: Relation) => !inGroup && row[relation].includes(role);
  const restricted = sees("restricted") ? "all" : sees("restricted-danger") ? "danger" : "none";
  return { restricted, sensitive: sees("sensitive"), officer: id };
}

export function isInSight(report: Omit<Seen, "assignee" | "office">, sight: Sight): boolean {
  if (report.sensitive && !sight.sensitive) return false;
  if (!isRestricted(report)) return true;
  if (report.meant?.includes(sight.officer)) return false;
  return sight.restricted === "all" || (sight.restricted === "danger" && report.priority === "urgent");
}

/** Whether somebody who has this report can still act on it: their rights may have gone since they took it. */
export function mayHandle(reader: Reader | undefined, report: Seen): boolean {
  return mayDo(reader, "report.note", report);
}

/** For leaders' eyes: marked so, or a complaint. */
export function isRestricted({ category, restricted }: Pick<Seen, "category" | "restricted">): boolean {
  return restricted === true || category === "complaint";
}

function relationsOf({ id, office }: Reader, report: Seen): Relation[] {
  const isNear = !office || !report.office || report.office === office;
  const nearness = report.assignee === id ? "own" : isNear ? "colleague" : "other-office";
  const relations: Relation[] = [nearness];
  if (isRestricted(report)) relations.push(report.priority === "urgent" ? "restricted-danger" : "restricted");
  if (report.sensitive) relations.push("sensitive");
  return relations;
}
