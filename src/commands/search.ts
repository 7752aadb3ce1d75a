import { UserFacingError } from "../domain/errors.ts";
import { findReports } from "../reports/find-reports.ts";
import { words } from "./args.ts";
import { defineCommand } from "./command.ts";
import { acting, unlessRefused } from "./report-answers.ts";
import { moreLine, ROWS, readPage, reportRow } from "./rows.ts";

export const searchCommand = defineCommand({
  name: "search",
  aliases: ["搜索", "搜", "找"],
  action: "reports.find",
  // Not in a group: that a report is found by a word says what is in it.
  where: ["dm"],
  summary: "按文字找反映",
  usage: ["/搜索 电动车", "/搜索 矿工路 噪音", "/搜索 电动车 第2页"],
  args: words,
  async run({ words }, context) {
    const { page, rest: terms } = readPage(words);
    if (terms.length === 0) throw new UserFacingError("要写找什么，例如「/搜索 电动车」。");
    const wanted = {
      whose: "all",
      filter: { terms },
      order: "newest",
      limit: ROWS,
      offset: (page - 1) * ROWS,
    } as const;
    const found = unlessRefused(await findReports(...acting(context), wanted));
    const again = ["/搜索", ...terms].join(" ");
    if (found.total === 0) return `没有找到「${terms.join(" ")}」。少写一个词试试。`;
    if (found.rows.length === 0) return `没有第${page}页，一共${found.total}件。发「${again}」从头看。`;
    const rows = found.rows.map((row) => reportRow(row, context));
    return [`找到${found.total}件：`, ...rows, ...moreLine(found, page, "件", again)].join("\n");
  },
});
