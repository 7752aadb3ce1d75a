import { showableLine } from "../domain/showable.ts";
import { shorten } from "../lib/graphemes.ts";
import type { ReportChanged } from "../reports/change-report.ts";
import { holdReply, type Preview } from "../reports/quoted-reply.ts";
import { replyToResident } from "../reports/reply-to-resident.ts";
import { defineCommand } from "./command.ts";
import { replyContent } from "./reply-words.ts";
import { acting, numberIn, unlessRefused, withResident } from "./report-answers.ts";
import { forEachReport } from "./several.ts";
import { severalAnd } from "./several-numbers.ts";

export const replyCommand = defineCommand({
  name: "reply",
  aliases: ["回复", "回"],
  action: "report.reply",
  where: ["dm"],
  onReport: true,
  summary: "回复居民",
  usage: ["/回复 42 物业今天下班前清走，您看看。"],
  args: severalAnd((text) => ({ text })),
  run({ reports, text }, context) {
    const numbers = reports.map((report) => numberIn(report, context));
    return forEachReport(numbers, async (number) => {
      const said = { number, ...(await replyContent(number, text, context)) };
      return replied(number, unlessRefused(await replyToResident(...acting(context), said)));
    });
  },
  async quoted(typed, number, context) {
    const said = await replyContent(number, typed, context);
    const result = unlessRefused(await holdReply(...acting(context), { number, ...said }));
    return "held" in result ? preview(result) : replied(number, result);
  },
});

function replied(number: string, done: ReportChanged): string {
  return withResident(`${number} 已回复。`, done, "居民回话，会接着告诉您。");
}

function preview({ held: { number, text, pictures = [] }, codeName, firstWords, also }: Preview): string {
  const about = firstWords ? `（「${shorten(showableLine(firstWords, 40), 8)}」）` : "";
  const others = also.length > 0 ? `，还有并在一起的 ${also.join("、")}` : "";
  const came = pictures.length > 0 ? `，照片${pictures.length}张` : "";
  return `15秒后发给 ${number} ${codeName}${about}${others}：「${text}」${came}。不发回「撤」。`;
}
