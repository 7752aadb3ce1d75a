import { z } from "zod";
import { UserFacingError } from "../domain/errors.ts";
import { take } from "../domain/report-actions.ts";
import { handlers } from "../domain/rights.ts";
import { changeReport } from "../reports/change-report.ts";
import { type CommandContext, defineCommand } from "./command.ts";
import { nearBy, visibleHere } from "./find-report.ts";
import { urgentFirst } from "./rows.ts";

/** A number, or nothing: 「接」 alone answers a notice. */
const args = z
  .string()
  .trim()
  .regex(/^\S*$/, "只写一个编号")
  .transform((report) => ({ report }));

export const takeCommand = defineCommand({
  name: "take",
  aliases: ["认领", "接"],
  role: handlers,
  where: ["dm", "officers"],
  onReport: true,
  summary: "由您办理",
  usage: ["/认领 42", "/认领 R2611-0042"],
  args,
  run: async ({ report }, context) =>
    changeReport(report || (await onlyWaiting(context)), context, (before) => ({
      outcome: take(before, context.officer.id, context.now),
      audit: { action: "report.taken" },
      resident: {
        text: `您反映的 ${before.number} 已有民警接手，有进展会在这里告诉您。`,
        told: "居民已知道有民警接手。",
      },
      answer: `已认领 ${before.number}，由您办理。`,
    })),
});

/** The number of the one report that waits for somebody near this officer, or the one urgent one. */
async function onlyWaiting(context: CommandContext): Promise<string> {
  const filter = {
    statuses: ["received"],
    categories: visibleHere(context),
    ...nearBy(context.officer),
  } as const;
  const { rows, total } = await urgentFirst(context.bot.store, filter, 1);
  const [first, second] = rows;
  if (!first) throw new UserFacingError("眼下没有待接的反映。");
  if (!second || (first.priority === "urgent" && second.priority !== "urgent")) return first.number;
  throw new UserFacingError(
    `有${total}件待接，请写编号，例如「/认领 ${first.number}」。发「/列表 待接」看是哪些。`,
  );
}
