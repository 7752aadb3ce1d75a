import { UserFacingError } from "../domain/errors.ts";
import { askIdentity } from "../reports/ask-identity.ts";
import { reportAndText } from "./args.ts";
import { defineCommand } from "./command.ts";
import { acting, numberToChange, unlessRefused } from "./report-answers.ts";

export const identityCommand = defineCommand({
  name: "identity",
  aliases: ["身份"],
  action: "report.identity",
  where: ["dm"],
  onReport: true,
  summary: "申请知道反映人是谁，要另一位同意",
  usage: ["/身份 42 要上门核实，需要联系本人"],
  args: reportAndText,
  async run({ report, text }, context) {
    const number = numberToChange(report, context);
    const asked = await askIdentity(...acting(context), { number, reason: text });
    if ("refused" in asked && asked.refused === "no-decider")
      throw new UserFacingError(
        "没有第二个人能同意，没有办。请管理员在 jingmin.yaml 里写 station.custodian（身份保管人）。",
      );
    if ("refused" in asked && asked.refused === "no-reason")
      throw new UserFacingError("要写原因，例如「/身份 42 要上门核实」。");
    unlessRefused(asked);
    return `已申请知道 ${number} 的反映人是谁。同意了只发给您一次，本人看得到有人查过。`;
  },
});
