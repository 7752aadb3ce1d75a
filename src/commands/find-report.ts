import { UserFacingError } from "../domain/errors.ts";
import type { Officer } from "../domain/people.ts";
import { type Category, categories, type Report } from "../domain/reports.ts";
import { maySee } from "../domain/rights.ts";
import { notFound } from "../lib/texts.ts";
import { readReportNumber } from "../reports/report-number.ts";
import type { Reads, ReportFilter } from "../store/store.ts";
import type { CommandContext } from "./command.ts";

type Reader = Pick<CommandContext, "officer" | "place">;

/** The categories that this officer may see where he asks: complaints show to leaders only, and in no group. */
export function visibleHere({ officer, place }: Reader): readonly Category[] {
  return categories.filter(
    (category) => maySee(officer, { category }) && (place === "dm" || category !== "complaint"),
  );
}

/** What concerns an officer: his office's, his own, and what is of no office; everything where he has none. */
export function nearBy({ id, office }: Officer): ReportFilter {
  return office ? { anyOf: [{ office }, { office: null }, { assignee: id }] } : {};
}

/** The report an officer names, from the store or within a transaction. One he may not see is not there for him. */
export async function findReport(reads: Reads, typed: string, context: CommandContext): Promise<Report> {
  const number = readReportNumber(typed, context.now, context.bot.config.station.timezone);
  const report = await reads.reports.byNumber(number);
  if (!report || !visibleHere(context).includes(report.category)) throw new UserFacingError(notFound(number));
  return report;
}

/** Name to show for an officer's id. */
export async function officerName(reads: Reads, officer: Officer["id"] | undefined): Promise<string> {
  return (officer && (await reads.officers.get(officer))?.name) || "无人";
}
