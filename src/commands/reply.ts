import { replyToResident } from "../reports/reply-to-resident.ts";
import { defineCommand } from "./command.ts";
import { acting, numberToChange, unlessRefused, withResident } from "./report-answers.ts";
import { forEachReport } from "./several.ts";
import { reportsAndText } from "./several-numbers.ts";

export const replyCommand = defineCommand({
  name: "reply",
  aliases: ["回复", "回"],
  action: "report.reply",
  where: ["dm"],
  onReport: true,
  summary: "回复居民",
  usage: ["/回复 42 物业今天下班前清走，您看看。"],
  args: reportsAndText,
  run({ reports, text }, context) {
    const numbers = reports.map((report) => numberToChange(report, context));
    return forEachReport(numbers, async (number) => {
      const replied = unlessRefused(await replyToResident(...acting(context), { number, text }));
      return withResident(`${number} 已回复。`, replied, "居民回话，会接着告诉您。");
    });
  },
});
