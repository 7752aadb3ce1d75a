import { UserFacingError } from "../domain/errors.ts";
import { personalDataLine } from "../domain/personal-data.ts";
import { type NotPublished, publishLine } from "../reports/publish-line.ts";
import { reportAndText } from "./args.ts";
import { defineCommand } from "./command.ts";
import { acting, numberToChange, unlessRefused } from "./report-answers.ts";

export const publishCommand = defineCommand({
  name: "publish",
  aliases: ["公开"],
  action: "report.publish",
  where: ["dm"],
  onReport: true,
  summary: "办成了，一句话告诉本警务室的群",
  usage: ["/公开 42 北门积水已通"],
  args: reportAndText,
  async run({ report, text }, context) {
    const number = numberToChange(report, context);
    const result = await publishLine(...acting(context), { number, text });
    if ("done" in result) {
      const groups = `${result.groups}个群`;
      return `等另一位同意后发到${groups}。请他回「同意 公开 ${number}」。`;
    }
    if (isNotPublished(result)) throw new UserFacingError(sentence(result, text));
    return unlessRefused<never>(result);
  },
});

const reasons: readonly string[] = [
  "too-long",
  "several-lines",
  "household",
  "personal",
  "no-office",
  "no-group",
  "published",
];

function isNotPublished(result: { readonly refused: string }): result is NotPublished {
  return reasons.includes(result.refused);
}

function sentence(why: NotPublished, text: string): string {
  switch (why.refused) {
    case "personal":
      return `群里大家都看得到，不能有${personalDataLine(text, why.found)}。请改一改再发。`;
    case "household":
      return "写到楼、路口就够了，别写单元、门牌和编号。请改一改再发。";
    case "too-long":
      return "太长了，群里只发一句话，60字以内。";
    case "several-lines":
      return "只写一行，60字以内。";
    case "no-office":
      return "这件没有归哪个警务室，不知道发到哪些群。先发「/改 编号 警务室 名字」。";
    case "no-group":
      return "这个警务室没有已确认的居民群。";
    case "published":
      return "这件已经在群里说过一次了，不再发。";
  }
}
