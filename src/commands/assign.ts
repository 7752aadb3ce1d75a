import { UserFacingError } from "../domain/errors.ts";
import { assignReport } from "../reports/assign-report.ts";
import { nameIn } from "./args.ts";
import { defineCommand } from "./command.ts";
import { nameAndRest } from "./find-officer.ts";
import { acting, numberToChange, unlessRefused, withResident } from "./report-answers.ts";
import { forEachReport } from "./several.ts";
import { severalAnd } from "./several-numbers.ts";

export const assignCommand = defineCommand({
  name: "assign",
  aliases: ["指派", "派", "转派"],
  action: "report.assign",
  where: ["dm", "officers"],
  onReport: true,
  summary: "交给一位民警办",
  usage: ["/指派 42 王建国", "/指派 42 李红梅 她管那片", "/指派 41 42 王建国"],
  args: severalAnd((rest, ctx) => {
    const name = nameIn(rest);
    if (name === "") ctx.addIssue({ code: "custom", message: "要写编号和一位民警的姓名" });
    return { name };
  }),
  async run({ reports, name }, context) {
    const numbers = reports.map((report) => numberToChange(report, context));
    const { officer: to, rest: reason } = await nameAndRest(context.bot.store, name);
    const heard = to.accounts.length > 0 || to.id === context.officer.id;
    const hint = heard ? "" : "他还没绑定账号，请当面告诉他。";
    return forEachReport(numbers, async (number) => {
      const result = await assignReport(...acting(context), { number, to: to.id, reason });
      if ("refused" in result && "name" in result)
        throw new UserFacingError(cannot[result.refused](result.name));
      const assigned = unlessRefused(result);
      return withResident(`已指派 ${number}，由${to.name}办理。${hint}`, assigned, "居民已知道安排了民警。");
    });
  },
});

const cannot = {
  "no-officer": (name: string) => `${name}已经停用，请指派给别人。`,
  "handles-none": (name: string) => `${name}是审计，不办理群众反映。`,
  "may-not-see": (name: string) => `这件不能交给${name}，只能交给看得到它的值班或所领导。`,
};
