import { UserFacingError } from "../domain/errors.ts";
import { assignReport } from "../reports/assign-report.ts";
import { reportAndName } from "./args.ts";
import { defineCommand } from "./command.ts";
import { findOfficer } from "./find-officer.ts";
import { acting, numberToChange, unlessRefused, withResident } from "./report-answers.ts";

export const assignCommand = defineCommand({
  name: "assign",
  aliases: ["指派", "派"],
  action: "report.assign",
  where: ["dm", "officers"],
  onReport: true,
  summary: "交给一位民警办",
  usage: ["/指派 42 王建国"],
  args: reportAndName,
  async run({ report, name }, context) {
    const number = numberToChange(report, context);
    const to = await findOfficer(context.bot.store, name);
    const result = await assignReport(...acting(context), { number, to: to.id });
    if ("refused" in result && "name" in result)
      throw new UserFacingError(cannot[result.refused](result.name));
    const assigned = unlessRefused(result);
    const heard = to.accounts.length > 0 || to.id === context.officer.id;
    const hint = heard ? "" : "他还没绑定账号，请当面告诉他。";
    const answer = `已指派 ${number}，由${to.name}办理。${hint}`;
    return withResident(answer, assigned, "居民已知道安排了民警。");
  },
});

const cannot = {
  "no-officer": (name: string) => `${name}已经停用，请指派给别人。`,
  "handles-none": (name: string) => `${name}是审计，不办理群众反映。`,
  "may-not-see": (name: string) => `这件不能交给${name}，只能交给看得到它的值班或所领导。`,
};
