import { note } from "../domain/report-actions.ts";
import { handlers } from "../domain/rights.ts";
import { changeReport } from "../reports/change-report.ts";
import { reportAndText } from "./args.ts";
import { defineCommand } from "./command.ts";

export const noteCommand = defineCommand({
  name: "note",
  aliases: ["备注"],
  role: handlers,
  where: ["dm"],
  onReport: true,
  summary: "记一笔，居民看不到",
  usage: ["/备注 42 已联系物业，明天再去看"],
  args: reportAndText,
  run: ({ report, text }, context) =>
    changeReport(report, context, (before) => ({
      outcome: note(before, context.officer.id, text, context.now),
      audit: { action: "report.noted", words: text },
      colleague: `${context.officer.name}写了备注，发「查看 ${before.number}」看。`,
      answer: `已给 ${before.number} 记下备注，居民看不到。`,
    })),
});
