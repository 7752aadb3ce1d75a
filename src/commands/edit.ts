import { z } from "zod";
import { canonical } from "../domain/canonical.ts";
import { UserFacingError } from "../domain/errors.ts";
import type { Correction } from "../domain/report-actions.ts";
import { type Category, categories, categoryNames } from "../domain/reports.ts";
import { correctReport } from "../reports/correct-report.ts";
import { defineCommand } from "./command.ts";
import { acting, numberToChange, unlessRefused } from "./report-answers.ts";

const what = "改什么：类别（线索、意见建议、求助、纠纷、投诉、咨询、可疑情况）、地点、警务室，或者急、不急";

/** Names of categories, and shorter ones that officers say. */
const named = new Map<string, Category>([
  ...categories.map((category) => [categoryNames[category], category] as const),
  ["建议", "suggestion"],
  ["可疑", "suspicious"],
  ["举报", "tip"],
]);

const args = z
  .string()
  .trim()
  .regex(/^\S+\s+\S/, `要写编号，和${what}`)
  .transform((typed, context) => {
    const [, report = "", rest = ""] = /^(\S+)\s+([\s\S]+)$/.exec(typed) ?? [];
    const correction = readCorrection(rest.trim());
    if (correction) return { report, correction };
    context.addIssue(`没看懂要${what}`);
    return z.NEVER;
  });

/** `纠纷`, `地点 锦绣家园3号楼`, `警务室 新程街社区警务室`, `急`; words before them (类别, 成, 为) may be there. */
export function readCorrection(written: string): Correction | undefined {
  const [, field = "", value = ""] =
    /^(类别|地点|地址|警务室|等级)?\s*[:：]?\s*(?:改?[成为])?\s*([\s\S]+)$/.exec(written) ?? [];
  const to = canonical(value).trim();
  if (field === "地点" || field === "地址") return { field: "place", to: value.trim() };
  if (field === "警务室" || (field === "" && to.endsWith("警务室"))) return { field: "office", to };
  if (/^(?:急|急件|紧急|加急)$/.test(to)) return { field: "priority", to: "urgent" };
  if (/^(?:不急|不紧急|一般|普通)$/.test(to)) return { field: "priority", to: "normal" };
  const category = named.get(to);
  return category && { field: "category", to: category };
}

export const editCommand = defineCommand({
  name: "edit",
  aliases: ["改", "更正"],
  action: "report.correct",
  where: ["dm"],
  onReport: true,
  summary: "改类别、地点、警务室、急不急",
  usage: ["/改 42 纠纷", "/改 42 地点 锦绣家园3号楼", "/改 42 警务室 体育场警务室", "/改 42 不急"],
  args,
  async run({ report, correction }, context) {
    const number = numberToChange(report, context);
    const result = await correctReport(...acting(context), { number, correction });
    if ("refused" in result && result.refused === "no-office")
      throw new UserFacingError(`没有这个警务室。有：${result.offices.join("、") || "（配置里没有写）"}。`);
    unlessRefused(result);
    return `${number} 已改：${shown(correction)}。`;
  },
});

function shown({ field, to }: Correction): string {
  switch (field) {
    case "category":
      return `类别是${categoryNames[to]}`;
    case "place":
      return `地点是${to}`;
    case "office":
      return `归${to}`;
    case "priority":
      return to === "urgent" ? "急件" : "一般件";
  }
}
