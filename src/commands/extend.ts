import type { z } from "zod";
import { UserFacingError } from "../domain/errors.ts";
import { readFrontDay } from "../domain/front-day.ts";
import { askedBy } from "../domain/questions.ts";
import { inZone } from "../lib/time.ts";
import { askNextReason } from "../reports/ask-why.ts";
import { explainDelayOf, extendReport } from "../reports/extend-report.ts";
import { reportAndText } from "./args.ts";
import { type CommandContext, defineCommand } from "./command.ts";
import { acting, numberIn, numberToChange, unlessRefused, withResident } from "./report-answers.ts";

const EXAMPLE = "例如「/延期 42 周五 等配件」";

export const extendCommand = defineCommand({
  name: "extend",
  aliases: ["延期"],
  action: "report.extend",
  where: ["dm"],
  onReport: true,
  summary: "延期，到哪天、为什么，会告诉居民",
  usage: ["/延期 42 周五 等配件", "/延期 42 12月5日 物业约好那天来修"],
  args: reportAndText.refine(({ text }) => text.length <= 200, "原因最多200字") as z.ZodType<
    { report: string; text: string },
    string
  >,
  async run({ report, text }, context) {
    const number = numberToChange(report, context);
    const put = readDay(text, context);
    if (!put) throw new UserFacingError(`要写延到哪天和原因，${EXAMPLE}。`);
    return putOff(number, put, context);
  },
  /** One line about what is past its time: a day and why, or only why. */
  async answered(said, question, context) {
    const [number = "", ...rest] = askedBy(question).rest.split(",");
    if ("step" in said && said.step === "cancel") return "好的，先不写。";
    const done = "words" in said ? await noteOrPutOff(numberIn(number, context), said.words, context) : "";
    const isAsked = rest.length > 0 && (await askNextReason(...acting(context), rest));
    return [done, isAsked ? `${rest[0]} 为什么没按时？回一句。` : ""].filter(Boolean).join("\n");
  },
});

interface PutOff {
  readonly day: string;
  readonly rest: string;
}

function readDay(text: string, { bot, now }: CommandContext): PutOff | undefined {
  return readFrontDay(text, inZone(now, bot.config.station.timezone).format("YYYY-MM-DD"));
}

async function noteOrPutOff(number: string, words: string, context: CommandContext): Promise<string> {
  const put = readDay(words, context);
  if (put && put.rest !== "") return putOff(number, put, context);
  unlessRefused(await explainDelayOf(...acting(context), { number, text: words }));
  return `${number} 的原因记下了，居民看不到。要告诉居民，发「/延期 ${number} 周五 原因」。`;
}

async function putOff(number: string, { day, rest }: PutOff, context: CommandContext): Promise<string> {
  if (!/[\p{L}\p{N}]/u.test(rest)) throw new UserFacingError(`要写原因，居民会看到，${EXAMPLE}。`);
  const result = await extendReport(...acting(context), { number, day, reason: rest });
  if ("refused" in result && (result.refused === "past" || result.refused === "too-far")) {
    const why = result.refused === "past" ? "这天已经过了" : "最多延90天，再久就先办结，写明原因";
    throw new UserFacingError(`${why}，没有办。${EXAMPLE}。`);
  }
  const extended = unlessRefused(result);
  const shown = inZone(extended.done.dueAt ?? "", context.bot.config.station.timezone).format("M月D日");
  return withResident(`${number} 延期到${shown}。`, extended, "日期和原因已告诉居民。");
}
