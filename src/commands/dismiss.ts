import { dismissReport } from "../reports/dismiss-report.ts";
import { oneReport } from "./args.ts";
import { defineCommand } from "./command.ts";
import { acting, numberToChange, unlessRefused } from "./report-answers.ts";

export const dismissCommand = defineCommand({
  name: "dismiss",
  aliases: ["不是反映"],
  action: "report.close",
  where: ["dm"],
  onReport: true,
  summary: "不是反映（打招呼、试一试），关掉，不打扰居民",
  usage: ["/不是反映 42"],
  args: oneReport,
  async run({ report }, context) {
    const number = numberToChange(report, context);
    unlessRefused(await dismissReport(...acting(context), { number }));
    return `${number} 关掉了，没有打扰居民。真有事，发「/重开 ${number} 原因」。`;
  },
});
