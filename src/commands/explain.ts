import { explanationLines } from "../domain/understanding/explanation-lines.ts";
import { explainReport } from "../reports/explain-report.ts";
import { oneReport } from "./args.ts";
import { defineCommand } from "./command.ts";
import { acting, numberIn, unlessRefused } from "./report-answers.ts";

export const explainCommand = defineCommand({
  name: "explain",
  aliases: ["为什么"],
  action: "report.read",
  where: ["dm"],
  onReport: true,
  summary: "一件反映为什么这样归类、这样提醒",
  usage: ["/为什么 42"],
  args: oneReport,
  async run({ report }, context) {
    const number = numberIn(report, context);
    const { done } = unlessRefused(await explainReport(...acting(context), { number }));
    if (!done) return `${number} 没有文字，没什么可解释的。`;
    return [number, ...explanationLines(done)].join("\n");
  },
});
