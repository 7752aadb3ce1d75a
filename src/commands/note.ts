import { noteOnReport } from "../reports/note-on-report.ts";
import { reportAndText } from "./args.ts";
import { defineCommand } from "./command.ts";
import { acting, numberToChange, unlessRefused } from "./report-answers.ts";

export const noteCommand = defineCommand({
  name: "note",
  aliases: ["备注"],
  action: "report.note",
  where: ["dm"],
  onReport: true,
  summary: "记一笔，居民看不到",
  usage: ["/备注 42 已联系物业，明天再去看"],
  args: reportAndText,
  async run({ report, text }, context) {
    const number = numberToChange(report, context);
    unlessRefused(await noteOnReport(...acting(context), { number, text }));
    return `已给 ${number} 记下备注，居民看不到。`;
  },
});
