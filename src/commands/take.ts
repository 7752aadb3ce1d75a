import { UserFacingError } from "../domain/errors.ts";
import { findReports } from "../reports/find-reports.ts";
import { takeReport } from "../reports/take-report.ts";
import { reportNumbers } from "./args.ts";
import { type CommandContext, defineCommand } from "./command.ts";
import { acting, eachReport, numberToChange, unlessRefused, withResident } from "./report-answers.ts";

export const takeCommand = defineCommand({
  name: "take",
  aliases: ["认领", "接"],
  action: "report.take",
  where: ["dm", "officers"],
  onReport: true,
  summary: "由您办理",
  usage: ["/认领 42", "/认领 42 45", "/认领 R2611-0042"],
  /** Numbers, or nothing: 「接」 alone answers a notice. */
  args: reportNumbers,
  async run({ reports }, context) {
    if (reports.length === 0) return takeOne(await onlyWaiting(context), context);
    return eachReport(reports, (report) => takeOne(numberToChange(report, context), context));
  },
});

async function takeOne(number: string, context: CommandContext): Promise<string> {
  const taken = unlessRefused(await takeReport(...acting(context), { number }));
  return withResident(`已认领 ${number}，由您办理。`, taken, "居民已知道有民警接手。");
}

/** The number of the one report that waits for somebody near this officer, or the one urgent one. */
async function onlyWaiting(context: CommandContext): Promise<string> {
  const wanted = { whose: "near", filter: { statuses: ["received"] }, order: "to-do", limit: 2 } as const;
  const { rows, total } = unlessRefused(await findReports(...acting(context), wanted));
  const [first, second] = rows.map((row) => row.report);
  if (!first) throw new UserFacingError("眼下没有待接的反映。");
  if (!second || (first.priority === "urgent" && second.priority !== "urgent")) return first.number;
  throw new UserFacingError(
    `有${total}件待接，请写编号，例如「/认领 ${first.number}」。发「/列表 待接」看是哪些。`,
  );
}
