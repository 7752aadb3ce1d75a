import { z } from "zod";
import { inZone } from "../lib/time.ts";
import { setTime } from "../reports/extend-report.ts";
import { readFrontWord, unread } from "./args.ts";
import { defineCommand } from "./command.ts";
import { acting, numberToChange, unlessRefused } from "./report-answers.ts";

const args = z
  .string()
  .trim()
  .transform((typed, ctx) => {
    const { number, rest } = readFrontWord(typed);
    if (number === "") ctx.addIssue("要写编号");
    else if (rest !== "" && !/^(?:取消|不用了?|不限)$/.test(rest)) ctx.addIssue(unread(rest));
    return { report: number, isTimed: rest === "" };
  });

export const timeLimitCommand = defineCommand({
  name: "time-limit",
  aliases: ["限期"],
  action: "report.correct",
  where: ["dm"],
  onReport: true,
  summary: "定下15天内办结，到期提醒",
  usage: ["/限期 42", "/限期 42 取消"],
  args,
  async run({ report, isTimed }, context) {
    const number = numberToChange(report, context);
    const { done } = unlessRefused(await setTime(...acting(context), { number, isTimed }));
    if (!done.dueAt) return `${number} 不限期了。`;
    const due = inZone(done.dueAt, context.bot.config.station.timezone).format("M月D日HH:mm");
    return `${number} 要在${due}前办结，到期会提醒。`;
  },
});
