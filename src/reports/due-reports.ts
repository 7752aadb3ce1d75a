import type { ActionContext } from "../app/bot-context.ts";
import type { Actor, Officer } from "../domain/people.ts";
import { openStatuses, type Report } from "../domain/reports.ts";
import { sightOf } from "../domain/rights.ts";
import { actingOfficer, type NotAllowed } from "../people/index.ts";
import type { ReportFilter } from "../store/store.ts";
import { type Due, nextDue } from "./clocks.ts";
import { asRow, type ReportRow, type Wanted, whoseFilter } from "./find-reports.ts";
import { routedTo } from "./route-report.ts";

/** As many open reports a station can have; more have other troubles. */
const MOST = 20_000;

export interface DueRow extends ReportRow {
  /** None where nothing more has a time. */
  readonly due?: Due;
}

/** One page of open reports that the officer may see, what is due first on top; `late`: only those past their time. */
export async function dueReports(
  context: ActionContext,
  actor: Actor,
  wanted: Pick<Wanted, "whose" | "limit" | "offset"> & { readonly late: boolean },
): Promise<{ rows: DueRow[]; total: number; late: number } | NotAllowed> {
  const { store, clock, inGroup = false } = context;
  const officer = await actingOfficer(store, actor, "reports.find");
  if (!officer) return { refused: "not-allowed" };
  const now = clock.now();
  const filter = { statuses: openStatuses, sight: sightOf({ ...officer, inGroup }) };
  const open = await store.reports.newest({ ...filter, ...whoseFilter(wanted.whose, officer, filter) }, MOST);
  const routed = wanted.whose === "mine" ? await routedToMe(context, officer, filter) : [];
  const all = [...open, ...routed].map((report) => {
    const due = nextDue(report, context);
    return { report, due, at: due?.at.getTime() ?? Number.POSITIVE_INFINITY };
  });
  const isLate = ({ at }: { at: number }) => at <= now.getTime();
  const late = all.filter(isLate);
  const found = (wanted.late ? late : all).sort(
    (a, b) => a.at - b.at || (a.report.receivedAt < b.report.receivedAt ? -1 : 1),
  );
  const { limit, offset = 0 } = wanted;
  const rows = found.slice(offset, offset + limit).map(async ({ report, due }) => ({
    ...(await asRow(report, context)),
    ...(due ? { due } : {}),
  }));
  return { rows: await Promise.all(rows), total: found.length, late: late.length };
}

/** What nobody has and `routing:` gives to this officer. */
async function routedToMe(
  context: ActionContext,
  officer: Officer,
  filter: Pick<ReportFilter, "sight">,
): Promise<Report[]> {
  const { store, config } = context;
  if (config.routing.length === 0) return [];
  const officers = await store.officers.all();
  const waiting = await store.reports.newest({ ...filter, statuses: ["received"] }, MOST);
  const mine: Report[] = [];
  for (const report of waiting) {
    const to = await routedTo(store, report, context, { officers, onDuty: [] });
    if (to.some(({ id }) => id === officer.id)) mine.push(report);
  }
  return mine;
}
