import { sendAlert } from "../alerts/index.ts";
import type { ApprovalRule } from "../app/approval-rule.ts";
import type { Config } from "../config/config.ts";
import { type Alert, WRITTEN } from "../domain/alerts.ts";
import { type MonthlyReport, monthWords, moveMonthly } from "../domain/monthly-report.ts";
import type { OfficerId } from "../domain/people.ts";
import { may, rolesFor } from "../domain/rights.ts";
import { newId } from "../lib/ids.ts";
import { monthIn } from "../lib/time.ts";
import type { Tx } from "../store/store.ts";
import { monthlyPage } from "./monthly-page.ts";

/** A picture that did not go out by then is no news any more. */
const LIFE_MS = 2 * 86_400_000;

/** Any leader decides; agreed, the page is there and the picture goes into the groups, in the same transaction. */
export function createMonthlyApproval({ station }: Pick<Config, "station">): ApprovalRule {
  return {
    mayDecide: (officer) => may(officer, rolesFor("monthly.edit")),
    async asked(_, { number }) {
      return { what: `${monthWords(number)}给大家的月报等您批。原样在网页「月报」里。` };
    },
    async isOver(t, { subject }) {
      return (await t.monthlyReports.get(subject))?.state !== "submitted";
    },
    async decided(t, { subject, state, decidedBy, reason }, now) {
      const report = await t.monthlyReports.get(subject);
      if (!report || decidedBy === undefined || state === "waiting") return;
      if (state === "approved") return publish(t, report, decidedBy, station, now);
      const moved = moveMonthly(report, "return", decidedBy, now, reason);
      if ("report" in moved) t.monthlyReports.put(moved.report);
    },
  };
}

async function publish(
  t: Tx,
  report: MonthlyReport,
  by: OfficerId,
  station: Config["station"],
  now: Date,
): Promise<void> {
  const approved = moveMonthly(report, "approve", by, now);
  if ("refused" in approved) return;
  const moved = moveMonthly(approved.report, "publish", by, now);
  if ("refused" in moved) return;
  const published: MonthlyReport = { ...moved.report, publishedAt: now.toISOString() };
  const alert = await alertOf(t, published, by, station, now);
  t.monthlyReports.put({ ...published, alert: alert.id });
  await sendAlert(t, alert, now, station);
}

/** What takes the picture to every group of residents: the way of alerts, with their quiet hours, pace and ledger. */
async function alertOf(
  t: Tx,
  report: MonthlyReport,
  by: OfficerId,
  station: Config["station"],
  now: Date,
): Promise<Alert> {
  const { name, timezone } = station;
  const title = `向人民报告·${monthWords(report.month)}`;
  return {
    id: newId(now),
    number: await t.alerts.nextNumber(monthIn(timezone, now)),
    state: "approved",
    steps: [{ move: "approve", at: now.toISOString(), by }],
    author: by,
    approver: by,
    series: WRITTEN,
    file: "",
    title,
    category: "Other",
    severity: "Minor",
    urgency: "Unknown",
    certainty: "Observed",
    msgType: "Alert",
    expires: new Date(now.getTime() + LIFE_MS).toISOString(),
    text: `【${title}】\n大家反映了什么，办成了什么，没办成的为什么，都在下面这张图里。\n${name}`,
    poster: { page: monthlyPage(report, station, now) },
  };
}
