import { noteOnReport } from "../reports/note-on-report.ts";
import { defineCommand } from "./command.ts";
import { acting, numberToChange, unlessRefused } from "./report-answers.ts";
import { forEachReport } from "./several.ts";
import { reportsAndText } from "./several-numbers.ts";

export const noteCommand = defineCommand({
  name: "note",
  aliases: ["备注", "记"],
  action: "report.note",
  where: ["dm"],
  onReport: true,
  summary: "记一笔，居民看不到",
  usage: ["/备注 42 已联系物业，明天再去看", "/备注 41 42 同一家物业"],
  args: reportsAndText,
  run({ reports, text }, context) {
    const numbers = reports.map((report) => numberToChange(report, context));
    return forEachReport(numbers, async (number) => {
      unlessRefused(await noteOnReport(...acting(context), { number, text }));
      return `已给 ${number} 记下备注，居民看不到。`;
    });
  },
});
