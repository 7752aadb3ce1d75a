import type { ActionContext } from "../app/bot-context.ts";
import type { Actor, Officer } from "../domain/people.ts";
import type { Attachment, Report } from "../domain/reports.ts";
import { sightOf } from "../domain/rights.ts";
import { actingOfficer, dutyAt, type NotAllowed } from "../people/index.ts";
import type { Reads, ReportFilter } from "../store/store.ts";

/** Which reports, whose, and in what order. */
export interface Wanted {
  /**
   * `near`: the officer's office, their own, and what is of no office; for whoever is on duty also all that is urgent;
   * everything where the officer has no office.
   */
  readonly whose: "near" | "mine" | "all";
  readonly filter: Omit<ReportFilter, "anyOf" | "assignee" | "sight">;
  /** `to-do`: urgent ones first, each kind oldest first; else newest first. */
  readonly order: "to-do" | "newest";
  /** Rows a page. */
  readonly limit: number;
  /** Rows before the first one. */
  readonly offset?: number;
}

/** A row of a list: in a group without the name of who has the report, and without a word of the resident's. */
export interface ReportRow {
  readonly report: Report;
  readonly holder?: string;
  /** The resident's first words; none where only attachments came. */
  readonly words?: string;
  /** What came, where no words did. */
  readonly attachments?: readonly Attachment[];
}

/** One page of the reports that the officer may see, and how many there are. */
export async function findReports(
  context: ActionContext,
  actor: Actor,
  { whose, filter, order, limit, offset = 0 }: Wanted,
): Promise<{ rows: ReportRow[]; total: number } | NotAllowed> {
  const { store, inGroup = false } = context;
  const officer = await actingOfficer(store, actor, "reports.find");
  if (!officer) return { refused: "not-allowed" };
  const sight = sightOf({ ...officer, inGroup });
  const isOnDuty = whose === "near" && (await isNowOnDuty(context, officer));
  const all = { ...filter, sight, ...whoseFilter(whose, officer, filter, isOnDuty) };
  const find = order === "to-do" ? urgentFirst : newestFirst;
  const { reports, total } = await find(store, all, limit, offset);
  return { rows: await Promise.all(reports.map((report) => asRow(report, context))), total };
}

/** How many reports there are that the officer may see, by category and status. */
export async function countReports(
  context: ActionContext,
  actor: Actor,
  filter: Omit<ReportFilter, "sight">,
) {
  const { store, inGroup = false } = context;
  const officer = await actingOfficer(store, actor, "reports.count");
  if (!officer) return { refused: "not-allowed" } as const;
  return { counts: await store.reports.tally({ ...filter, sight: sightOf({ ...officer, inGroup }) }) };
}

export function whoseFilter(
  whose: Wanted["whose"],
  { id, office }: Officer,
  filter: ReportFilter,
  isOnDuty = false,
): ReportFilter {
  if (whose === "mine") return { assignee: id };
  if (whose === "all" || !office || filter.office !== undefined) return {};
  const called = isOnDuty ? [{ priority: "urgent" as const }] : [];
  return { anyOf: [{ office }, { office: null }, { assignee: id }, ...called] };
}

async function isNowOnDuty(context: ActionContext, { id, office }: Officer): Promise<boolean> {
  if (office === undefined) return false;
  const { onDuty } = await dutyAt(context.store, context, context.clock.now());
  return onDuty.some(({ officer }) => officer.id === id);
}

interface Found {
  readonly reports: readonly Report[];
  readonly total: number;
}

async function urgentFirst(reads: Reads, filter: ReportFilter, limit: number, skip: number): Promise<Found> {
  const oldest = (priority: Report["priority"], offset: number, count: number) =>
    reads.reports.find(
      { ...filter, priority },
      { limit: count, offset: Math.max(offset, 0), oldestFirst: true },
    );
  if (filter.priority) return oldest(filter.priority, skip, limit);
  const urgent = await oldest("urgent", skip, limit);
  const normal = await oldest("normal", skip - urgent.total, limit - urgent.reports.length);
  return { reports: [...urgent.reports, ...normal.reports], total: urgent.total + normal.total };
}

function newestFirst(reads: Reads, filter: ReportFilter, limit: number, offset: number): Promise<Found> {
  return reads.reports.find(filter, { limit, offset });
}

export async function asRow(report: Report, { store, inGroup }: ActionContext): Promise<ReportRow> {
  if (inGroup) return { report };
  const holder = report.assignee === undefined ? undefined : await store.officers.get(report.assignee);
  const said = await store.reports.firstSaid(report.id);
  const told = said ? { words: said.text } : { attachments: await store.attachments.ofReport(report.id) };
  return { report, ...(holder ? { holder: holder.name } : {}), ...told };
}
