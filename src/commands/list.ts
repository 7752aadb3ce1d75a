import { UserFacingError } from "../domain/errors.ts";
import { type Category, closedStatuses, openStatuses, type Status, statusNames } from "../domain/reports.ts";
import { showableLine } from "../domain/showable.ts";
import { findReports } from "../reports/find-reports.ts";
import { choices } from "./args.ts";
import { categoryNamed } from "./category-words.ts";
import { type CommandContext, defineCommand } from "./command.ts";
import { readOffice } from "./offices.ts";
import { acting, unlessRefused } from "./report-answers.ts";
import { moreLine, ROWS, readPage, reportRow } from "./rows.ts";

const statusWords = new Map<string, readonly Status[]>([
  ["未结", openStatuses],
  ["待办", openStatuses],
  ["已结", closedStatuses],
  ["待接", ["received"]],
]);

interface Asked {
  /** Whose: one's own office and one's own, one's own alone, or the whole station's. */
  whose: "near" | "mine" | "all";
  urgent: boolean;
  categories: Category[];
  statuses: Status[];
  office?: string;
}

export const listCommand = defineCommand({
  name: "list",
  aliases: ["列表", "待办"],
  action: "reports.find",
  where: ["dm", "officers"],
  summary: "看待办的反映",
  usage: ["/列表", "/列表 全部 急件", "/列表 我的", "/列表 体育场 求助 已办结 第2页"],
  args: choices,
  async run({ words }, context) {
    const { page, rest } = readPage(words);
    const asked = read(rest, context);
    const open = asked.statuses.every((s) => (openStatuses as readonly Status[]).includes(s));
    const found = unlessRefused(
      await findReports(...acting(context), {
        whose: asked.whose,
        filter: {
          statuses: asked.statuses.length > 0 ? asked.statuses : openStatuses,
          ...(asked.categories.length > 0 ? { categories: asked.categories } : {}),
          ...(asked.urgent ? { priority: "urgent" } : {}),
          ...(asked.office ? { office: asked.office } : {}),
        },
        order: open ? "to-do" : "newest",
        limit: ROWS,
        offset: (page - 1) * ROWS,
      }),
    );
    if (found.total === 0) return nothingFound(asked);
    if (found.rows.length === 0)
      return `没有第${page}页，一共${found.total}件。发「${["/列表", ...rest].join(" ")}」从头看。`;
    const rows = found.rows.map((row) => reportRow(row, context));
    const title = `${open ? "未结" : "共"}${found.total}件：`;
    return [title, ...rows, ...moreLine(found, page, "件", ["/列表", ...rest].join(" "))].join("\n");
  },
});

function read(words: readonly string[], { bot }: CommandContext): Asked {
  const asked: Asked = { whose: "near", urgent: false, categories: [], statuses: [] };
  for (const word of words) {
    const category = categoryNamed(word);
    const status = [...openStatuses, ...closedStatuses].find((s) => statusNames[s] === word);
    const statuses = status ? [status] : statusWords.get(word);
    const office = readOffice(bot.config, word);
    if (word === "全部" || word === "全所") asked.whose = "all";
    else if (word === "我的") asked.whose = "mine";
    else if (word === "急件" || word === "紧急") asked.urgent = true;
    else if (category) asked.categories.push(category);
    else if (statuses) asked.statuses.push(...statuses);
    else if (office) asked.office = office;
    else {
      throw new UserFacingError(
        `不认识「${showableLine(word, 20)}」。可以写：全部、我的、急件、类别、状态、警务室、第2页。\n例如「/列表 全部 求助」。`,
      );
    }
  }
  return asked;
}

function nothingFound(asked: Asked): string {
  const plain = asked.categories.length === 0 && asked.statuses.length === 0 && !asked.urgent;
  const what = plain ? "眼下没有未结的反映。" : "没有这样的反映。";
  return asked.whose === "all" ? what : `${what}发「/列表 全部」看全所的。`;
}
