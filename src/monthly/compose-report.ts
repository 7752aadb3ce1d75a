import { alertsSentIn } from "../alerts/index.ts";
import type { ActionContext } from "../app/bot-context.ts";
import { withdrawApprovals } from "../approvals/index.ts";
import { monthlyFigures } from "../domain/monthly-figures.ts";
import {
  type MonthlyMoveRefused,
  type MonthlyReport,
  monthlyMoves,
  moveMonthly,
} from "../domain/monthly-report.ts";
import type { Actor, OfficerId } from "../domain/people.ts";
import { inZone } from "../lib/time.ts";
import { actingOfficer, type NotAllowed } from "../people/index.ts";
import type { Tx } from "../store/store.ts";
import { ledgerLines } from "./ledger-lines.ts";
import { monthSpan } from "./month-span.ts";
import { publishedLines } from "./published-lines.ts";

/** `not-over`: the month is still going on; `no-month`: what was written is none. */
export type ComposeRefused = NotAllowed | MonthlyMoveRefused | { readonly refused: "not-over" | "no-month" };

type Station = Pick<ActionContext, "config" | "ledgers">;

/** Composes the report of a month (`2026-11`) from the data, or anew while it is not approved: what was written stays. */
export function composeMonthly(
  context: ActionContext,
  actor: Actor,
  { month }: { readonly month: string },
): Promise<{ readonly done: MonthlyReport } | ComposeRefused> {
  const now = context.clock.now();
  return context.store.tx(async (t): Promise<{ readonly done: MonthlyReport } | ComposeRefused> => {
    const officer = await actingOfficer(t, actor, "monthly.edit");
    if (!officer) return { refused: "not-allowed" };
    return putComposed(t, context, month, officer.id, now);
  });
}

/** The same, within a transaction. */
export async function putComposed(
  t: Tx,
  station: Station,
  month: string,
  by: OfficerId | "bot",
  now: Date,
): Promise<{ readonly done: MonthlyReport } | ComposeRefused> {
  const { timezone } = station.config.station;
  const span = monthSpan(month, timezone);
  if (!span) return { refused: "no-month" };
  if (span.before > now.toISOString()) return { refused: "not-over" };
  const before = await t.monthlyReports.get(month);
  // Asked before anything is counted: what was published is never counted again.
  if (before && !monthlyMoves.compose.from.some((state) => state === before.state))
    return { refused: "wrong-state", state: before.state };
  const data = await dataOf(t, station, month, span, now);
  const empty: MonthlyReport = { month, state: "composed", steps: [], leftOut: [], texts: {}, ...data };
  const moved = moveMonthly({ ...(before ?? empty), ...data, leftOut: [] }, "compose", by, now);
  if ("refused" in moved) return moved;
  const { cleared: _, ...report } = moved.report;
  await withdrawApprovals(t, { kind: "monthly", subject: month, askedBy: by }, now);
  t.monthlyReports.put(report);
  t.audit.append({
    at: now.toISOString(),
    actor: by === "bot" ? { system: "monthly" } : { officer: by },
    action: "monthly.composed",
    subject: { kind: "monthly", id: month },
  });
  return { done: report };
}

type Data = Pick<MonthlyReport, "figures" | "alerts" | "ledgers" | "lines">;

async function dataOf(
  t: Tx,
  { config, ledgers }: Station,
  month: string,
  span: { readonly from: string; readonly before: string },
  now: Date,
): Promise<Data> {
  const { timezone } = config.station;
  const all = { anonymised: "too" } as const;
  const received = await t.reports.newest({ ...span, ...all }, Number.MAX_SAFE_INTEGER);
  const january = month.endsWith("-12") ? monthSpan(`${month.slice(0, 4)}-01`, timezone) : undefined;
  const year = january
    ? await t.reports.newest({ from: january.from, before: span.before, ...all }, Number.MAX_SAFE_INTEGER)
    : undefined;
  const day = (at: string) => inZone(at, timezone).format("YYYY-MM-DD");
  return {
    figures: monthlyFigures(
      received,
      config.offices.map(({ name }) => name),
      now,
      year,
    ),
    alerts: await alertsSentIn(t, span),
    ledgers: await ledgerLines({ ledgers }, t, { from: day(span.from), before: day(span.before) }),
    lines: await publishedLines(t, span),
  };
}
