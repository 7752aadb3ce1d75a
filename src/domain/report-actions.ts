import type { OfficerId } from "./people.ts";
import { afterAnswer, afterQuestion, afterReopening, asksSomething } from "./report-clock.ts";
import {
  type Category,
  type ClosedStatus,
  isOpen,
  type Report,
  type ReportEntry,
  type SaidEntry,
} from "./reports.ts";
import { isRestricted } from "./rights.ts";

/** Why an action on a report was not carried out. */
export interface ActionRefused {
  readonly refused:
    | "closed"
    | "not-closed"
    | "already-yours"
    | "already-theirs"
    | "taken"
    | "already-so"
    | "not-restricted";
}

/** A report after an action, and what is to be appended to its history. */
export interface Changed {
  readonly report: Report;
  readonly entries: readonly ReportEntry[];
}

/** What an action gives: the changed report with its new entries, or a named refusal and nothing changed. */
export type Outcome = Changed | ActionRefused;

export function isRefused(outcome: Outcome): outcome is ActionRefused {
  return "refused" in outcome;
}

/** When an action takes place, and where the ids of its entries come from. */
export interface Moment {
  readonly now: Date;
  /** A ULID; later ones sort after earlier ones. */
  newId(now: Date): string;
}

type Filed = Pick<Report, "id" | "number" | "category" | "priority" | "reporter"> &
  Partial<
    Pick<
      Report,
      "place" | "office" | "group" | "attachments" | "restricted" | "meant" | "sensitive" | "offence"
    >
  >;

/** What the resident said: its words, the message behind them, ids of what came with them. */
type Said = Pick<SaidEntry, "text" | "message" | "attachments" | "apart">;

/** A new report from what a resident said; its office is decided by the caller. */
export function fileReport(filed: Filed, said: Said, moment: Moment): Changed {
  const at = moment.now.toISOString();
  const report: Report = {
    status: "received",
    attachments: said.attachments ?? [],
    receivedAt: at,
    updatedAt: at,
    lastSaidAt: at,
    ...filed,
  };
  return { report, entries: [entry(report, { by: "resident", kind: "said", ...said }, moment)] };
}

/** The resident comes back to a closed report: it opens again, with whoever had it. */
export function comeBack(report: Report, moment: Moment): Outcome {
  if (isOpen(report)) return { refused: "not-closed" };
  const { closedAt: _, ...open } = report;
  const to = report.assignee === undefined ? "received" : "accepted";
  const clock = afterReopening(report, moment);
  return change(
    open,
    { status: to, clock },
    { by: "resident", kind: "status", from: report.status, to },
    moment,
  );
}

/** The resident takes the report back. */
export function withdraw(report: Report, moment: Moment): Outcome {
  if (!isOpen(report)) return { refused: "closed" };
  return change(
    report,
    { status: "withdrawn", closedAt: moment.now.toISOString() },
    { by: "resident", kind: "status", from: report.status, to: "withdrawn" },
    moment,
  );
}

/** The resident says what the report is; what may be a complaint stays for leaders. */
export function correctCategory(report: Report, category: Category, moment: Moment): Changed {
  const stays = isRestricted(report) || category === "complaint" ? ({ restricted: true } as const) : {};
  return change(
    report,
    { category, ...stays },
    { by: "resident", kind: "corrected", field: "category", from: report.category, to: category },
    moment,
  );
}

/** The resident says more; a closed report stays closed. */
export function supplement(
  report: Report,
  said: Said,
  changes: Partial<
    Pick<Report, "priority" | "place" | "office" | "restricted" | "meant" | "sensitive" | "offence">
  >,
  moment: Moment,
): Changed {
  const more = {
    ...changes,
    attachments: [...report.attachments, ...(said.attachments ?? [])],
    lastSaidAt: moment.now.toISOString(),
    unread: (report.unread ?? 0) + 1,
    ...afterAnswer(report, moment),
  };
  return change(report, more, { by: "resident", kind: "said", ...said }, moment);
}

/** An officer takes a report that no one has. */
export function take(report: Report, officer: OfficerId, moment: Moment): Outcome {
  if (!isOpen(report)) return { refused: "closed" };
  if (report.assignee === officer) return { refused: "already-yours" };
  if (report.assignee) return { refused: "taken" };
  return change(
    report,
    { assignee: officer, status: "accepted" },
    { by: { officer }, kind: "assigned", to: officer },
    moment,
  );
}

/** Gives the report to an officer, whoever had it before. */
export function assign(report: Report, to: OfficerId, by: OfficerId, moment: Moment): Outcome {
  if (!isOpen(report)) return { refused: "closed" };
  if (report.assignee === to) return { refused: "already-theirs" };
  const from = report.assignee === undefined ? {} : { from: report.assignee };
  return change(
    report,
    { assignee: to, status: report.status === "received" ? "accepted" : report.status },
    { by: { officer: by }, kind: "assigned", ...from, to },
    moment,
  );
}

/** An answer to the resident; the first one puts the report in progress. Also allowed on a closed report. */
export function reply(report: Report, by: OfficerId, text: string, moment: Moment): Changed {
  const at = moment.now.toISOString();
  const progress = isOpen(report)
    ? { status: "in_progress" as const, assignee: report.assignee ?? by }
    : undefined;
  return change(
    report,
    {
      firstReplyAt: report.firstReplyAt ?? at,
      lastReplyAt: at,
      ...progress,
      ...(progress && asksSomething(text) ? afterQuestion(report, moment) : {}),
    },
    { by: { officer: by }, kind: "reply", text },
    moment,
  );
}

/** A remark among officers, on open and closed reports alike. */
export function note(report: Report, by: OfficerId, text: string, moment: Moment): Changed {
  return change(report, {}, { by: { officer: by }, kind: "note", text }, moment);
}

/** What an officer sets right, and what it becomes. */
export type Correction =
  | { readonly field: "category"; readonly to: Category }
  | { readonly field: "place" | "office"; readonly to: string }
  | { readonly field: "priority"; readonly to: Report["priority"] };

/** Sets one field right, on open and closed reports alike. A complaint is for leaders from then on, and stays so. */
export function correct(report: Report, { field, to }: Correction, by: OfficerId, moment: Moment): Outcome {
  const from = report[field];
  if (from === to) return { refused: "already-so" };
  const marks = to === "complaint" ? { restricted: true as const } : {};
  return change(
    report,
    { [field]: to, ...marks },
    { by: { officer: by }, kind: "corrected", field, ...(from === undefined ? {} : { from }), to },
    moment,
  );
}

/** A leader has seen that it is no complaint: others see it from then on, filed under `category`. */
export function unrestrict(
  report: Report,
  category: Exclude<Category, "complaint">,
  by: OfficerId,
  moment: Moment,
): Outcome {
  if (!isRestricted(report)) return { refused: "not-restricted" };
  const { restricted: _, ...open } = report;
  const mark = {
    by: { officer: by },
    kind: "corrected",
    field: "restricted",
    from: "true",
    to: "false",
  } as const;
  const freed = change(open, { category }, mark, moment);
  if (category === report.category) return freed;
  const named = {
    by: { officer: by },
    kind: "corrected",
    field: "category",
    from: report.category,
    to: category,
  } as const;
  return { report: freed.report, entries: [...freed.entries, entry(report, named, moment)] };
}

/** Ends the report with a result or a reason that the resident is told. */
export function close(
  report: Report,
  status: ClosedStatus,
  reason: string,
  by: OfficerId,
  moment: Moment,
): Outcome {
  if (!isOpen(report)) return { refused: "closed" };
  return change(
    report,
    { status, assignee: report.assignee ?? by, closedAt: moment.now.toISOString() },
    { by: { officer: by }, kind: "status", from: report.status, to: status, reason },
    moment,
  );
}

/** Opens a closed report again, with the officer who had it; where no one has it any more, with the one who opens it. */
export function reopen(report: Report, by: OfficerId, reason: string, moment: Moment): Outcome {
  if (isOpen(report)) return { refused: "not-closed" };
  const { closedAt: _, ...open } = report;
  return change(
    open,
    { status: "in_progress", assignee: report.assignee ?? by, clock: afterReopening(report, moment) },
    { by: { officer: by }, kind: "status", from: report.status, to: "in_progress", reason },
    moment,
  );
}

/** Two reports of one resident are one matter: `report` ends, `into` goes on, open again. No words move. */
export function join(report: Report, into: Report, moment: Moment): { ended: Changed; kept: Changed } {
  const at = moment.now.toISOString();
  const opened = comeBack(into, moment);
  const open = isRefused(opened) ? { report: into, entries: [] } : opened;
  const urgent = report.priority === "urgent" ? { priority: report.priority } : {};
  const kept = change(open.report, urgent, { by: "resident", kind: "merged", from: report.id }, moment);
  return {
    ended: change(
      report,
      { status: "duplicate", mergedInto: into.id, closedAt: at },
      { by: "resident", kind: "merged", into: into.id },
      moment,
    ),
    kept: { report: kept.report, entries: [...open.entries, ...kept.entries] },
  };
}

/** The entry, marked as taken back on the network; its words are kept. */
export function recall(said: SaidEntry, now: Date): SaidEntry {
  return { ...said, recalledAt: now.toISOString() };
}

function change(report: Report, changes: Partial<Report>, added: EntryContent, moment: Moment): Changed {
  return {
    report: { ...report, ...changes, updatedAt: moment.now.toISOString() },
    entries: [entry(report, added, moment)],
  };
}

/** Of each kind of entry, what the action itself decides. */
type EntryContent = ReportEntry extends infer E
  ? E extends ReportEntry
    ? Omit<E, "id" | "report" | "at">
    : never
  : never;

function entry(report: Report, content: EntryContent, { now, newId }: Moment): ReportEntry {
  return { id: newId(now), report: report.id, at: now.toISOString(), ...content };
}
