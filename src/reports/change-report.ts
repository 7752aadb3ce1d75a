import type { ActionContext } from "../app/bot-context.ts";
import type { AuditRecord } from "../domain/audit.ts";
import type { Actor, Officer } from "../domain/people.ts";
import { type ActionRefused, isRefused, type Moment, type Outcome } from "../domain/report-change.ts";
import type { Report } from "../domain/reports.ts";
import { mayDo, mayHandle, maySee, type ReportAction } from "../domain/rights.ts";
import { newId } from "../lib/ids.ts";
import type { NotAllowed } from "../people/index.ts";
import type { Reads, Tx } from "../store/store.ts";
import { noticeLine, noticeRow } from "./notices.ts";
import { type ResidentTold, tellEverybody } from "./tell-everybody.ts";
import { writeReport } from "./write-report.ts";

/** What an officer wants done to a report, and what others are to hear of it. */
interface Change {
  readonly outcome: Outcome;
  readonly audit: Pick<AuditRecord, "action" | "facts" | "words">;
  /**
   * Sent to the resident; also to those whose reports were merged into this one, each under the number of their own,
   * unless it `reaches` this one alone.
   */
  readonly resident?: string;
  readonly reaches?: "one";
  /** The resident is asked whether it is solved: the line and the question. */
  readonly asksSolved?: boolean;
  /** Ids of attachments that go to the resident with it. */
  readonly pictures?: readonly string[];
  /** Told to the officer who has the report, unless it is the one who acts: one line without anybody's words. */
  readonly colleague?: string;
}

export type { ResidentTold } from "./tell-everybody.ts";

/** Why an action on a report was refused. One that the officer may not see is `not-found`. */
export type ReportRefused =
  | NotAllowed
  | {
      readonly refused: ActionRefused["refused"] | "not-found";
      readonly number: string;
      /** Name of the officer who has the report. */
      readonly holder?: string;
    };

export interface ReportChanged {
  readonly done: Report;
  /** As it was, without an officer who can no longer act on it. */
  readonly before: Report;
  readonly resident: ResidentTold;
}

/** Input of every action on a report. */
export interface OnReport {
  /** `R2611-0042`. */
  readonly number: string;
}

/**
 * Changes a report: the right, the rule, and in one transaction the change, its audit record and the messages about it.
 * `decide` may refuse in words of its own.
 */
export function changeReport<R extends { readonly refused: string } = never>(
  context: ActionContext,
  actor: Actor,
  { action, number }: OnReport & { readonly action: ReportAction },
  decide: Decide<R>,
): Promise<ReportChanged | ReportRefused | R> {
  return context.store.tx((t) => changeWithin(t, context, actor, { action, number }, decide));
}

type Decide<R> = (
  before: Report,
  officer: Officer,
  moment: Moment,
  t: Tx,
) => Promise<Change | R> | Change | R;

/** The same, as part of a transaction. */
export async function changeWithin<R extends { readonly refused: string } = never>(
  t: Tx,
  context: ActionContext,
  actor: Actor,
  { action, number }: OnReport & { readonly action: ReportAction },
  decide: Decide<R>,
): Promise<ReportChanged | ReportRefused | R> {
  const now = context.clock.now();
  const found = await findReport(t, context, actor, { action, number });
  if ("refused" in found) return found;
  const { officer } = found;
  const before = await withoutLostHolder(t, found.report);
  const change = await decide(before, officer, { now, newId }, t);
  if ("refused" in change) return change;
  const { outcome, audit, colleague } = change;
  if (isRefused(outcome)) return { ...outcome, number, ...(await holderOf(t, before)) };
  const by = { officer: officer.id };
  const report = await writeReport(t, context, before, outcome, { by, now, newId });
  t.audit.append({
    at: now.toISOString(),
    actor: { officer: officer.id },
    subject: { kind: "report", id: before.id },
    ...audit,
  });
  if (colleague && report.assignee && report.assignee !== officer.id) {
    const to = { officer: report.assignee };
    const text = `${noticeLine(report, context.config.offices)}\n${colleague}`;
    t.deliveries.put(noticeRow(report, to, text, now));
  }
  const { resident: text, reaches, asksSolved, pictures } = change;
  const told =
    text && (await tellEverybody(t, report, { text, reaches, asksSolved, pictures }, now, context.channels));
  return { done: report, before, resident: told || "nothing" };
}

/** The report of that number and the officer who acts, where they may do it; within a transaction or not. */
export async function findReport(
  reads: Reads,
  { inGroup = false }: Pick<ActionContext, "inGroup">,
  actor: Actor,
  { action, number }: OnReport & { readonly action: ReportAction },
): Promise<{ report: Report; officer: Officer } | ReportRefused> {
  const report = await reads.reports.byNumber(number);
  const officer = "officer" in actor ? await reads.officers.get(actor.officer) : undefined;
  const reader = officer && { ...officer, inGroup };
  // Of one whose words have gone nothing is left to act on.
  const isGone = !report || report.anonymisedAt !== undefined;
  if (isGone || !officer || !maySee(reader, report)) return { refused: "not-found", number };
  return mayDo(reader, action, report) ? { report, officer } : { refused: "not-allowed" };
}

/** The report without an officer who can no longer act on it: it is free for whoever acts now. */
async function withoutLostHolder(t: Tx, report: Report): Promise<Report> {
  const { assignee, ...free } = report;
  const holder = assignee === undefined ? undefined : await t.officers.get(assignee);
  return mayHandle(holder, report) ? report : free;
}

async function holderOf(t: Tx, { assignee }: Report): Promise<{ holder?: string }> {
  const holder = assignee === undefined ? undefined : await t.officers.get(assignee);
  return holder ? { holder: holder.name } : {};
}
