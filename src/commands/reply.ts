import { showableLine } from "../domain/showable.ts";
import { shorten } from "../lib/graphemes.ts";
import type { ReportChanged } from "../reports/change-report.ts";
import { holdReply, type Preview } from "../reports/quoted-reply.ts";
import { replyToResident } from "../reports/reply-to-resident.ts";
import { defineCommand } from "./command.ts";
import { replyWords } from "./reply-words.ts";
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
      const said = { number, text: await replyWords(number, text, context) };
      return replied(number, unlessRefused(await replyToResident(...acting(context), said)));
    });
  },
  async quoted(typed, number, context) {
    const text = await replyWords(number, typed, context);
    const result = unlessRefused(await holdReply(...acting(context), { number, text }));
    return "held" in result ? preview(result) : replied(number, result);
  },
});

function replied(number: string, done: ReportChanged): string {
  return withResident(`${number} 已回复。`, done, "居民回话，会接着告诉您。");
}

function preview({ held: { number, text }, codeName, firstWords }: Preview): string {
  const about = firstWords ? `（「${shorten(showableLine(firstWords, 40), 8)}」）` : "";
  return `15秒后发给 ${number} ${codeName}${about}：「${text}」。不发回「撤」。`;
}
