import { reopen } from "../domain/report-actions.ts";
import { handlers } from "../domain/rights.ts";
import { changeReport } from "../reports/change-report.ts";
import { reportAndText } from "./args.ts";
import { defineCommand } from "./command.ts";

export const reopenCommand = defineCommand({
  name: "reopen",
  aliases: ["重开"],
  role: handlers,
  where: ["dm"],
  onReport: true,
  summary: "办结的再接着办",
  usage: ["/重开 42 居民说纸箱又堆上了"],
  args: reportAndText,
  run: ({ report, text }, context) =>
    changeReport(report, context, (before) => ({
      outcome: reopen(before, context.officer.id, text, context.now),
      audit: { action: "report.reopened", words: text },
      resident: {
        text: `您反映的 ${before.number} 重新办理了，有进展会在这里告诉您。`,
        told: "居民已知道。",
      },
      colleague: `${context.officer.name}重开了，请您接着办。`,
      answer: `已重开 ${before.number}${before.assignee ? "" : "，由您办理"}。`,
    })),
});
