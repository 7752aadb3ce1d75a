import { z } from "zod";
import { UserFacingError } from "../domain/errors.ts";
import type { NotMerged } from "../domain/merging.ts";
import { mergeReports } from "../reports/merge-reports.ts";
import { readFrontWord } from "./args.ts";
import { defineCommand } from "./command.ts";
import { acting, numberToChange, unlessRefused } from "./report-answers.ts";

const args = z.string().transform((typed, ctx) => {
  const first = readFrontWord(typed.trim());
  const second = readFrontWord(first.rest.replace(/^(?:并)?(?:到|入|进|和|跟|给|与|至)\s*/, ""));
  if (first.number === "" || second.number === "" || /[\p{L}\p{N}]/u.test(second.rest))
    ctx.addIssue("要写两个编号：哪一件并到哪一件");
  return { report: first.number, into: second.number };
});

export const mergeCommand = defineCommand({
  name: "merge",
  aliases: ["合并", "并案"],
  action: "report.merge",
  where: ["dm"],
  onReport: true,
  summary: "同一件事并在一起办，两边都接着听到",
  usage: ["/合并 42 到 41"],
  args,
  async run(typed, context) {
    const number = numberToChange(typed.report, context);
    const into = numberToChange(typed.into, context);
    const result = await mergeReports(...acting(context), { number, into });
    if ("done" in result) {
      const root = result.into.number === into ? into : `${result.into.number}（${into} 已并到这里）`;
      return `${number} 并到 ${root}，一起办。\n话和照片各在各的反映里，办理情况两边都告诉。`;
    }
    if (isNotMerged(result)) throw new UserFacingError(sentence(result, number, into));
    return unlessRefused<never>(result);
  },
});

function isNotMerged(result: { readonly refused: string; readonly number?: string }): result is NotMerged {
  return !("number" in result) && result.refused !== "not-allowed";
}

function sentence({ refused }: NotMerged, number: string, into: string): string {
  return {
    "same-report": "这两个编号已经是同一件了。",
    closed: `${number} 已经办完了，不用并。`,
    "into-closed": `${into} 已经办完了。要并过去，先发「/重开 ${into} 原因」。`,
    "not-alike": "这两件能看的人不一样，不能并。",
  }[refused];
}
