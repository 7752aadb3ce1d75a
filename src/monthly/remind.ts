import type { ActionContext } from "../app/bot-context.ts";
import { monthWords } from "../domain/monthly-report.ts";
import { may, rolesFor } from "../domain/rights.ts";
import { inZone } from "../lib/time.ts";
import { outboxRow } from "../outbox/index.ts";
import type { Tx } from "../store/store.ts";
import { putComposed } from "./compose-report.ts";
import { lastMonth, monthSpan } from "./month-span.ts";

/** A month whose report nobody asked for by then is past. */
const LATEST_DAY = 10;

/**
 * Composes the report of the month that is over, and tells leaders once that it is ready: what is there already was told,
 * or a leader made it. A station that has no group of residents and no public page has nobody to report to.
 */
export async function remindMonthly(
  t: Tx,
  station: Pick<ActionContext, "config" | "ledgers">,
  now: Date,
): Promise<void> {
  const { config } = station;
  const { timezone } = config.station;
  if (inZone(now, timezone).date() > LATEST_DAY) return;
  const month = lastMonth(now, timezone);
  const span = monthSpan(month, timezone);
  if (!span || (await t.monthlyReports.get(month))) return;
  const hasReaders =
    config.web.public ||
    (await t.groups.all()).some(({ kind, state }) => kind === "community" && state === "confirmed");
  if (!hasReaders) return;
  const [any] = await t.reports.newest({ before: span.before, anonymised: "too" }, 1);
  if (!any) return;
  const composed = await putComposed(t, station, month, "bot", now);
  if ("refused" in composed) return;
  const text = `${monthWords(month)}给大家的月报，草稿好了。发「/月报」看。`;
  for (const officer of await t.officers.all())
    if (may(officer, rolesFor("monthly.edit")) && officer.accounts.length > 0)
      t.deliveries.put(outboxRow({ kind: "notice", to: { officer: officer.id }, text, paced: "news" }, now));
}
