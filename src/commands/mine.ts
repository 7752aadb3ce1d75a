import { UserFacingError } from "../domain/errors.ts";
import type { Due } from "../reports/clocks.ts";
import { dueReports } from "../reports/due-reports.ts";
import { choices, unread } from "./args.ts";
import { type CommandContext, defineCommand } from "./command.ts";
import { dueWords } from "./due-words.ts";
import { ledgerDueLines } from "./ledger-dues.ts";
import { acting, unlessRefused } from "./report-answers.ts";
import { moreLine, ROWS, readPage, reportRow } from "./rows.ts";

export const mineCommand = defineCommand({
  name: "mine",
  aliases: ["我的"],
  action: "reports.find",
  where: ["dm", "officers"],
  summary: "我手上的，最先到期的在前",
  usage: ["/我的", "/我的 第2页"],
  args: choices,
  async run({ words }, context) {
    const { page, rest } = readPage(words);
    if (rest[0] !== undefined) throw new UserFacingError(`${unread(rest[0])}。这样写：\n/我的`);
    const wanted = { whose: "mine", late: false, limit: ROWS, offset: (page - 1) * ROWS } as const;
    const found = unlessRefused(await dueReports(...acting(context), wanted));
    const ledgers = page > 1 ? [] : await ledgerDueLines(context, { whose: "mine", late: false });
    if (found.total === 0) return ["您手上没有未结的反映。发「/列表」看待接手的。", ...ledgers].join("\n");
    const late = found.late > 0 ? `，${found.late}件过了时限` : "";
    return [
      `您手上${found.total}件${late}：`,
      ...found.rows.map((row) => withDue(reportRow(row, context), row.due, context)),
      ...moreLine(found, page, "件", "/我的"),
      ...ledgers,
    ].join("\n");
  },
});

export const overdueCommand = defineCommand({
  name: "overdue",
  aliases: ["逾期"],
  action: "reports.find",
  where: ["dm", "officers"],
  summary: "过了时限还没答复、没办结的",
  usage: ["/逾期", "/逾期 全部"],
  args: choices,
  async run({ words }, context) {
    const { page, rest } = readPage(words);
    const isAll = rest.length > 0 && rest.every((word) => word === "全部" || word === "全所");
    if (rest[0] !== undefined && !isAll)
      throw new UserFacingError(`${unread(rest[0])}。这样写：\n/逾期\n/逾期 全部`);
    const whose = isAll ? "all" : "near";
    const wanted = { whose, late: true, limit: ROWS, offset: (page - 1) * ROWS } as const;
    const found = unlessRefused(await dueReports(...acting(context), wanted));
    const ledgers =
      page > 1 ? [] : await ledgerDueLines(context, { whose: isAll ? "all" : "mine", late: true });
    if (found.total === 0 && ledgers.length > 0) return ledgers.join("\n");
    if (found.total === 0) return `没有过了时限的。${isAll ? "" : "发「/逾期 全部」看全所的。"}`;
    return [
      `过了时限${found.total}件：`,
      ...found.rows.map((row) => withDue(reportRow(row, context), row.due, context)),
      ...moreLine(found, page, "件", isAll ? "/逾期 全部" : "/逾期"),
      ...ledgers,
    ].join("\n");
  },
});

/** What is due stands at the end of the first line. */
function withDue(row: string, due: Due | undefined, context: CommandContext): string {
  if (!due) return row;
  const [head = "", ...rest] = row.split("\n");
  return [`${head}，${dueWords(due, context)}`, ...rest].join("\n");
}
