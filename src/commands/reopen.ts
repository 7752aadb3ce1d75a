import { reopenReport } from "../reports/reopen-report.ts";
import { reportAndText } from "./args.ts";
import { defineCommand } from "./command.ts";
import { acting, numberToChange, unlessRefused, withResident } from "./report-answers.ts";

export const reopenCommand = defineCommand({
  name: "reopen",
  aliases: ["重开"],
  action: "report.reopen",
  where: ["dm"],
  onReport: true,
  summary: "办结的再接着办",
  usage: ["/重开 42 居民说纸箱又堆上了"],
  args: reportAndText,
  async run({ report, text }, context) {
    const number = numberToChange(report, context);
    const reopened = unlessRefused(await reopenReport(...acting(context), { number, text }));
    const whose = reopened.before.assignee ? "" : "，由您办理";
    return withResident(`已重开 ${number}${whose}。`, reopened, "居民已知道。");
  },
});
