import { UserFacingError } from "../domain/errors.ts";
import type { Officer } from "../domain/people.ts";
import { isRefusal, type Outcome, type Refusal } from "../domain/report-actions.ts";
import type { Report } from "../domain/reports.ts";
import { maySee } from "../domain/rights.ts";
import { readReportNumber } from "../inbound/report-number.ts";
import type { Reads } from "../store/store.ts";
import { notFound } from "../texts.ts";
import type { CommandContext } from "./command.ts";

/** The report an officer names, from the store or within a transaction. One he may not see is not there for him. */
export async function findReport(reads: Reads, typed: string, context: CommandContext): Promise<Report> {
  const number = readReportNumber(typed, context.now, context.desk.config.station.timezone);
  const report = await reads.reports.byNumber(number);
  if (!report || !maySee(context.officer, report)) throw new UserFacingError(notFound(number));
  return report;
}

/** The changed report, or the refusal as a sentence. */
export function accepted(outcome: Outcome, number: string): Report {
  if (isRefusal(outcome)) throw new UserFacingError(refusals[outcome.refused](number));
  return outcome;
}

const refusals: Record<Refusal["refused"], (number: string) => string> = {
  closed: (n) => `${n} 已经办完了。要接着办，先发「/重开 ${n} 原因」。`,
  "not-closed": (n) => `${n} 还没办结，不用重开。`,
  "already-yours": (n) => `${n} 已经由您办理。`,
  "already-theirs": (n) => `${n} 已经由这位民警办理。`,
  taken: (n) => `${n} 已有民警在办。要换人，请值班或所领导发「/指派 ${n} 姓名」。`,
};

/** Name to show for an officer's id. */
export async function officerName(reads: Reads, officer: Officer["id"] | undefined): Promise<string> {
  return (officer && (await reads.officers.get(officer))?.name) || "无人";
}
