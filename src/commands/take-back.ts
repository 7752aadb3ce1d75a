import { takeBackAlert } from "../alerts/send-at-once.ts";
import { UserFacingError } from "../domain/errors.ts";
import { showableLine } from "../domain/showable.ts";
import { takeBackReply } from "../reports/quoted-reply.ts";
import { reportNumbers } from "./args.ts";
import { defineCommand } from "./command.ts";
import { acting, numberIn } from "./report-answers.ts";

export const takeBackCommand = defineCommand({
  name: "takeback",
  aliases: ["撤"],
  action: "report.reply",
  where: ["dm"],
  summary: "15秒内撤下刚写的回复",
  usage: ["/撤", "/撤 42"],
  /** A number, or nothing: the newest. */
  args: reportNumbers,
  async run({ reports: [typed] }, context) {
    const alert = typed === undefined ? await takeBackAlert(...acting(context)) : undefined;
    if (alert && "done" in alert) return `撤下了，${alert.done.number}「${alert.done.title}」没有发。`;
    const number = typed === undefined ? undefined : numberIn(typed, context);
    const result = await takeBackReply(...acting(context), number ? { number } : {});
    if ("refused" in result) throw new UserFacingError("没有等着发的回复。15秒内才能撤，发出去的撤不回。");
    const { number: of, text } = result.done;
    return `撤下了，没有发给 ${of}：「${showableLine(text, 40)}」`;
  },
});
