import { type MonthlyState, monthWords } from "../domain/monthly-report.ts";
import { LONGEST_TEXT, monthlyTextNames } from "../domain/monthly-texts.ts";
import { personalDataLine } from "../domain/personal-data.ts";
import type { correctMonthly, withdrawMonthly } from "./after-publishing.ts";
import type { composeMonthly } from "./compose-report.ts";
import type { editMonthly, submitMonthly } from "./edit-report.ts";

/** What a report to everybody is, in words. */
export const monthlyStateWords: Record<MonthlyState, string> = {
  composed: "草稿，还没人改过",
  edited: "草稿，改过",
  submitted: "等所领导同意",
  approved: "同意了",
  published: "公开了",
  corrected: "公开了，更正过",
  withdrawn: "撤回了",
};

type Result = Awaited<
  ReturnType<
    | typeof composeMonthly
    | typeof editMonthly
    | typeof submitMonthly
    | typeof correctMonthly
    | typeof withdrawMonthly
  >
>;
type Refusal = Extract<Result, { refused: unknown }>;

/** What chat and pages say of what was refused. */
export function monthlyRefusal(why: Refusal, month: string): string {
  switch (why.refused) {
    case "not-allowed":
      return "月报由所领导写，您办不了。";
    case "no-such":
      return `${monthWords(month)}的月报还没起草。`;
    case "no-month":
      return "没有这个月。";
    case "not-over":
      return `${monthWords(month)}还没过完，下个月才能起草。`;
    case "wrong-state":
      return `${monthWords(month)}的月报${monthlyStateWords[why.state]}，这一步现在不能做。`;
    case "no-name":
      return "要写分局是谁看过的，30字以内。";
    case "no-day":
      return "要写是哪天看过的，不能晚于今天。";
    case "no-reason":
      return "要写原因。";
    case "text":
      return `「${why.where === "reason" ? "更正说明" : monthlyTextNames[why.where]}」${textFault(why)}，没有改。`;
  }
}

function textFault(fault: Extract<Refusal, { refused: "text" }>): string {
  switch (fault.why) {
    case "too-long":
      return `太长，${LONGEST_TEXT}字以内`;
    case "household":
      return "写到楼、路口就够了，别写单元、门牌和编号";
    case "counts":
      return "里别写件数、比例：数目由系统出，小的不能说";
    case "personal":
      return `里有${personalDataLine(fault.text, fault.found)}，谁都看得到`;
  }
}
