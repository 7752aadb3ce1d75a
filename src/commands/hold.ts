import { UserFacingError } from "../domain/errors.ts";
import { holdReport } from "../reports/hold-report.ts";
import { reportAndText } from "./args.ts";
import { defineCommand } from "./command.ts";
import { acting, numberToChange, unlessRefused } from "./report-answers.ts";

export const holdCommand = defineCommand({
  name: "hold",
  aliases: ["保留"],
  action: "report.hold",
  where: ["dm"],
  onReport: true,
  summary: "到期也不删，或者解除",
  usage: ["/保留 42 案件要用", "/保留 42 解除 案件已结"],
  args: reportAndText,
  async run({ report, text }, context) {
    const number = numberToChange(report, context);
    const [, ends, reason = ""] = /^(解除|取消|不用了?|不再)?[\s，,：:]*([\s\S]*)$/.exec(text) ?? [];
    if (reason.trim() === "") throw new UserFacingError("要写原因，例如「/保留 42 解除 案件已结」。");
    unlessRefused(await holdReport(...acting(context), { number, held: !ends, reason: reason.trim() }));
    return ends ? `${number} 不再保留，到期照常删。` : `${number} 保留了，到期不删；本人要求也不删。`;
  },
});
