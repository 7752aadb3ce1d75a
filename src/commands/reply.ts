import { reply } from "../domain/report-actions.ts";
import { handlers } from "../domain/rights.ts";
import { changeReport } from "../reports/change-report.ts";
import { reportAndText } from "./args.ts";
import { defineCommand } from "./command.ts";

export const replyCommand = defineCommand({
  name: "reply",
  aliases: ["回复", "回"],
  role: handlers,
  where: ["dm"],
  onReport: true,
  summary: "回复居民",
  usage: ["/回复 42 物业今天下班前清走，您看看。"],
  args: reportAndText,
  run: ({ report, text }, context) =>
    changeReport(report, context, (before) => ({
      outcome: reply(before, context.officer.id, text, context.now),
      audit: { action: "report.replied", words: text },
      resident: {
        text: `民警回复 ${before.number}：${text}`,
        told: "居民回话，会接着告诉您。",
      },
      colleague: `${context.officer.name}回复了居民，发「查看 ${before.number}」看。`,
      answer: `${before.number} 已回复。`,
    })),
});
