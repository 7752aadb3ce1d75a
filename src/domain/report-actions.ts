import type { OfficerId } from "./people.ts";
import { type Changed, change, entry, type Moment, type Outcome } from "./report-change.ts";
import { afterAnswer, afterQuestion, asksSomething } from "./report-clock.ts";
import { type Category, isCalling, isOpen, type Report, type SaidEntry } from "./reports.ts";
import { isRestricted } from "./rights.ts";

export { isRefused, type Moment, type Outcome } from "./report-change.ts";

type Filed = Pick<Report, "id" | "number" | "category" | "priority" | "reporter"> &
  Partial<
    Pick<
      Report,
      | "place"
      | "source"
      | "consultation"
      | "office"
      | "group"
      | "attachments"
      | "restricted"
      | "meant"
      | "sensitive"
      | "offence"
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
  const by = filed.source ? { officer: filed.source.officer } : "resident";
  return { report, entries: [entry(report, { by, kind: "said", ...said }, moment)] };
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
    Pick<
      Report,
      "priority" | "place" | "office" | "restricted" | "meant" | "sensitive" | "offence" | "solved" | "rating"
    >
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

/** An officer takes a report that no one has, or an urgent one that nobody has taken, to whomever it was given. */
export function take(report: Report, officer: OfficerId, moment: Moment): Outcome {
  if (!isOpen(report)) return { refused: "closed" };
  const { assignee } = report;
  if (!isCalling(report)) {
    if (assignee === officer) return { refused: "already-yours" };
    if (assignee) return { refused: "taken" };
  }
  const from = assignee === undefined || assignee === officer ? {} : { from: assignee };
  return change(
    report,
    { assignee: officer, status: "accepted" },
    { by: { officer }, kind: "assigned", ...from, to: officer },
    moment,
  );
}

/** Gives the report to an officer, whoever had it before. An urgent one waits until that officer takes it. */
export function assign(
  report: Report,
  to: OfficerId,
  by: OfficerId,
  moment: Moment,
  reason?: string,
): Outcome {
  if (!isOpen(report)) return { refused: "closed" };
  if (report.assignee === to) return { refused: "already-theirs" };
  const from = report.assignee === undefined ? {} : { from: report.assignee };
  const isTaken = report.status === "received" && !(isCalling(report) && to !== by);
  return change(
    report,
    { assignee: to, ...(isTaken ? { status: "accepted" as const } : {}) },
    { by: { officer: by }, kind: "assigned", ...from, to, ...(reason ? { reason } : {}) },
    moment,
  );
}

/** An answer to the resident; the first one puts the report in progress. Also allowed on a closed report. */
export function reply(
  report: Report,
  by: OfficerId,
  text: string,
  moment: Moment,
  attachments: readonly string[] = [],
): Changed {
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
    { by: { officer: by }, kind: "reply", text, ...(attachments.length > 0 ? { attachments } : {}) },
    moment,
  );
}

/** A remark among officers, on open and closed reports alike. */
export function note(report: Report, by: OfficerId, text: string, moment: Moment): Changed {
  return change(report, {}, { by: { officer: by }, kind: "note", text }, moment);
}

/** Kept whatever its age, or no longer; why stands in the history. */
export function hold(report: Report, held: boolean, reason: string, by: OfficerId, moment: Moment): Outcome {
  if ((report.heldAt !== undefined) === held) return { refused: "already-so" };
  const { heldAt: _, ...free } = report;
  const text = `${held ? "保留，到期不删" : "不再保留"}：${reason}`;
  return change(
    free,
    held ? { heldAt: moment.now.toISOString() } : {},
    { by: { officer: by }, kind: "note", text },
    moment,
  );
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

/** The entry, marked as taken back on the network; its words are kept. */
export function recall(said: SaidEntry, now: Date): SaidEntry {
  return { ...said, recalledAt: now.toISOString() };
}
