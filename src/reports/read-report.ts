import type { ActionContext } from "../app/bot-context.ts";
import type { Actor, Officer } from "../domain/people.ts";
import type { Attachment, Report, ReportEntry } from "../domain/reports.ts";
import { isRestricted, may, rolesFor } from "../domain/rights.ts";
import { StoreError } from "../store/store.ts";
import { findReport, type OnReport, type ReportRefused } from "./change-report.ts";
import { similarReports } from "./merge-reports.ts";
import { mergedReports } from "./merged-reports.ts";

/** What was read; in a group nothing but the report's state: no words, no attachments. */
export interface ReportRead {
  readonly done: Report;
  /** What was said and done, oldest first. */
  readonly entries: readonly ReportEntry[];
  readonly attachments: readonly Attachment[];
  /** Reports that are handled with it; each keeps its own words. */
  readonly merged?: readonly Report[];
  /** Open reports of other residents that may be of the same matter. */
  readonly similar?: readonly Report[];
}

/** Reads a report, which is in the audit before the words leave. Whoever could act on it has read what was new. */
export async function readReport(
  context: ActionContext,
  actor: Actor,
  { number }: OnReport,
): Promise<ReportRead | ReportRefused> {
  const { store } = context;
  const found = await findReport(store, context, actor, { action: "report.read", number });
  if ("refused" in found) return found;
  const { report, officer } = found;
  if (context.inGroup) return { done: { ...report, attachments: [] }, entries: [], attachments: [] };
  await recordReading(report, officer, context);
  const { id } = report;
  const [entries, attachments] = [await store.reports.entries(id), await store.attachments.ofReport(id)];
  const merged = await mergedReports(store, report);
  const similar = await similarReports(store, report, context.clock.now());
  return { done: report, entries, attachments, merged, similar };
}

/** Only a full disk, which takes nothing, does not keep the words from whoever has to act on them (decision 0066). */
async function recordReading(
  report: Report,
  officer: Officer,
  { store, clock, logger }: ActionContext,
): Promise<void> {
  const record = {
    at: clock.now().toISOString(),
    actor: { officer: officer.id },
    action: "report.read",
    subject: { kind: "report", id: report.id } as const,
    // Who is no leader reads one because somebody is in danger.
    ...(isRestricted(report) && officer.role !== "leader" ? { facts: { because: "danger" } } : {}),
  };
  try {
    await store.tx(async (t) => {
      t.audit.append(record);
      const { unread, ...seen } = (await t.reports.get(report.id)) ?? report;
      if (unread && may(officer, rolesFor("report.take"))) t.reports.put(seen);
    });
  } catch (error) {
    if (!(error instanceof StoreError && error.reason === "full")) throw error;
    logger.warn(
      { report: report.id, officer: officer.id },
      "a report was read, and nothing could be recorded",
    );
  }
}
