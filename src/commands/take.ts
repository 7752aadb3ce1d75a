import { take } from "../domain/report-actions.ts";
import { handlers } from "../domain/rights.ts";
import { reportOnly } from "./args.ts";
import { changeReport } from "./change-report.ts";
import { defineCommand } from "./command.ts";

export const takeCommand = defineCommand({
  name: "take",
  aliases: ["认领", "接"],
  role: handlers,
  where: ["dm", "officers"],
  summary: "由您办理",
  usage: ["/认领 42", "/认领 R2611-0042"],
  args: reportOnly,
  run: ({ report }, context) =>
    changeReport(report, context, (before) => ({
      outcome: take(before, context.officer.id, context.now),
      audit: { action: "report.taken" },
      resident: {
        text: `您反映的 ${before.number} 已有民警接手，有进展会在这里告诉您。`,
        told: "居民已知道有民警接手。",
      },
      answer: `已认领 ${before.number}，由您办理。`,
    })),
});
