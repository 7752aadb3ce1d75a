import type { OfficerId } from "./people.ts";
import { type ClosedStatus, isOpen, type Report, type ReportEntry } from "./reports.ts";

/** Why an action on a report was not carried out. */
export interface ActionRefused {
  readonly refused: "closed" | "not-closed" | "already-yours" | "already-theirs" | "taken";
}

/** What an action gives: the changed report, or a named refusal and nothing changed. */
export type Outcome = Report | ActionRefused;

export function isRefused(outcome: Outcome): outcome is ActionRefused {
  return "refused" in outcome;
}

type Filed = Pick<Report, "id" | "number" | "category" | "priority" | "reporter"> &
  Partial<Pick<Report, "place" | "office" | "group" | "attachments">>;

/** A new report from what a resident said; its office is decided by the caller. */
export function fileReport(filed: Filed, said: Said, now: Date): Report {
  const at = now.toISOString();
  return {
    status: "received",
    entries: [{ at, by: "resident", kind: "said", ...said }],
    attachments: [],
    receivedAt: at,
    updatedAt: at,
    ...filed,
  };
}

interface Said {
  readonly text: string;
  readonly message?: string;
}

/** The resident says more; a closed report stays closed, so that the officer decides. */
export function supplement(
  report: Report,
  said: Said,
  more: Partial<Pick<Report, "priority" | "place" | "office">> & { attachments?: readonly string[] },
  now: Date,
): Report {
  const { attachments = [], ...changes } = more;
  return {
    ...add(report, { by: "resident", kind: "said", ...said }, now),
    ...changes,
    attachments: [...report.attachments, ...attachments],
  };
}

/** An officer takes the report on himself. */
export function take(report: Report, officer: OfficerId, now: Date): Outcome {
  if (!isOpen(report)) return { refused: "closed" };
  if (report.assignee === officer) return { refused: "already-yours" };
  if (report.assignee) return { refused: "taken" };
  return {
    ...add(report, { by: { officer }, kind: "status", text: "认领" }, now),
    assignee: officer,
    status: "accepted",
  };
}

/** Somebody gives the report to an officer, whoever had it before. */
export function assign(report: Report, to: OfficerId, by: OfficerId, now: Date): Outcome {
  if (!isOpen(report)) return { refused: "closed" };
  if (report.assignee === to) return { refused: "already-theirs" };
  return {
    ...add(report, { by: { officer: by }, kind: "status", text: "指派" }, now),
    assignee: to,
    status: report.status === "received" ? "accepted" : report.status,
  };
}

/** An answer to the resident; the first one puts the report in progress. Also allowed on a closed report. */
export function reply(report: Report, by: OfficerId, text: string, now: Date): Report {
  return {
    ...add(report, { by: { officer: by }, kind: "reply", text }, now),
    ...(isOpen(report) ? { status: "in_progress" as const, assignee: report.assignee ?? by } : {}),
  };
}

/** A remark among officers, on open and closed reports alike. */
export function note(report: Report, by: OfficerId, text: string, now: Date): Report {
  return add(report, { by: { officer: by }, kind: "note", text }, now);
}

/** Ends the report with a result or a reason that the resident is told. */
export function close(
  report: Report,
  status: ClosedStatus,
  reason: string,
  by: OfficerId,
  now: Date,
): Outcome {
  if (!isOpen(report)) return { refused: "closed" };
  return {
    ...add(report, { by: { officer: by }, kind: "status", text: reason }, now),
    status,
    assignee: report.assignee ?? by,
    closedAt: now.toISOString(),
  };
}

/** Opens a closed report again, with the officer who had it; where nobody has it any more, with him who opens it. */
export function reopen(report: Report, by: OfficerId, reason: string, now: Date): Outcome {
  if (isOpen(report)) return { refused: "not-closed" };
  const { closedAt: _, ...open } = add(report, { by: { officer: by }, kind: "status", text: reason }, now);
  return { ...open, status: "in_progress", assignee: report.assignee ?? by };
}

/** Marks what the resident took back on the network; the words are kept. */
export function recall(report: Report, message: string, now: Date): Report {
  const at = now.toISOString();
  return {
    ...report,
    updatedAt: at,
    entries: report.entries.map((entry) =>
      entry.message === message ? { ...entry, recalledAt: at } : entry,
    ),
  };
}

function add(report: Report, entry: Omit<ReportEntry, "at">, now: Date): Report {
  const at = now.toISOString();
  return { ...report, updatedAt: at, entries: [...report.entries, { at, ...entry }] };
}
