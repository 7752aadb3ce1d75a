import { z } from "zod";
import { UserFacingError } from "../domain/errors.ts";
import { findReports } from "../reports/find-reports.ts";
import { takeReport } from "../reports/take-report.ts";
import { type CommandContext, defineCommand } from "./command.ts";
import { acting, numberToChange, unlessRefused, withResident } from "./report-answers.ts";

/** A number, or nothing: 「接」 alone answers a notice. */
const args = z
  .string()
  .trim()
  .regex(/^\S*$/, "只写一个编号")
  .transform((report) => ({ report }));

export const takeCommand = defineCommand({
  name: "take",
  aliases: ["认领", "接"],
  action: "report.take",
  where: ["dm", "officers"],
  onReport: true,
  summary: "由您办理",
  usage: ["/认领 42", "/认领 R2611-0042"],
  args,
  async run({ report }, context) {
    const number = report ? numberToChange(report, context) : await onlyWaiting(context);
    const taken = unlessRefused(await takeReport(...acting(context), { number }));
    return withResident(`已认领 ${number}，由您办理。`, taken, "居民已知道有民警接手。");
  },
});

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
