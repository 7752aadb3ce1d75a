import type { Dayjs } from "dayjs";
import { UserFacingError } from "../domain/errors.ts";
import { type Category, categoryNames, openStatuses, type Status, statusNames } from "../domain/reports.ts";
import { showableLine } from "../domain/showable.ts";
import { beginningOf, inZone } from "../lib/time.ts";
import { countReports } from "../reports/find-reports.ts";
import type { ReportFilter } from "../store/store.ts";
import { choices } from "./args.ts";
import { categoryNamed } from "./category-words.ts";
import { type CommandContext, defineCommand } from "./command.ts";
import { readOffice } from "./offices.ts";
import { type Period, periodNamed, usualPeriods } from "./periods.ts";
import { acting, unlessRefused } from "./report-answers.ts";

export const statsCommand = defineCommand({
  name: "stats",
  aliases: ["统计"],
  action: "reports.count",
  where: ["dm", "officers"],
  summary: "今天、本周、本月的数，也可以写时间、警务室、类别",
  usage: ["/统计", "/统计 上月", "/统计 体育场 求助"],
  args: choices,
  async run({ words }, context) {
    const { timezone } = context.bot.config.station;
    const today = inZone(context.now, timezone);
    const { periods, filter, of } = read(words, today, context);
    const lines = await Promise.all(
      periods.map(async ({ name, from, before }) => {
        const within = {
          from: beginningOf(from, timezone).toISOString(),
          ...(before ? { before: beginningOf(before, timezone).toISOString() } : {}),
        };
        return `${name}${await counted({ ...filter, ...within }, context)}`;
      }),
    );
    const title = `群众反映 ${today.format("M月D日")}${of.length > 0 ? `，${of.join("、")}` : ""}`;
    return [title, ...lines, await stillOpen(filter, context)].join("\n");
  },
});

interface Asked {
  readonly periods: readonly Period[];
  readonly filter: ReportFilter;
  /** What it is limited to, in words. */
  readonly of: readonly string[];
}

/** Periods, offices, categories in any order. Throws `UserFacingError` for a word that is none. */
function read(typed: readonly string[], today: Dayjs, { bot }: CommandContext): Asked {
  const periods: Period[] = [];
  const categories: Category[] = [];
  let office: string | undefined;
  for (const word of typed) {
    const period = periodNamed(word, today);
    const category = categoryNamed(word);
    const named = readOffice(bot.config, word);
    if (period) periods.push(period);
    else if (category) categories.push(category);
    else if (named && office !== undefined && office !== named)
      throw new UserFacingError("一次只看一个警务室的数。例如「/统计 体育场」。");
    else if (named) office = named;
    else if (!["全部", "全所"].includes(word)) {
      throw new UserFacingError(
        `不认识「${showableLine(word, 20)}」。可以写：今天、昨天、上周、上月、10月、今年、警务室、类别。\n例如「/统计 上月 体育场」。`,
      );
    }
  }
  return {
    periods: periods.length > 0 ? periods : usualPeriods(today),
    filter: { ...(office ? { office } : {}), ...(categories.length > 0 ? { categories } : {}) },
    of: [...(office ? [office] : []), ...categories.map((category) => categoryNames[category])],
  };
}

/** `收3件：求助2、纠纷1；待接手1、已办结2`. */
async function counted(filter: ReportFilter, context: CommandContext): Promise<string> {
  const { counts: rows } = unlessRefused(await countReports(...acting(context), filter));
  /** In the order of the words' own list; what did not occur is left out. */
  const sums = <K extends Category | Status>(
    names: Record<K, string>,
    keyOf: (row: (typeof rows)[number]) => K,
  ) =>
    (Object.keys(names) as K[])
      .map((key) => [names[key], sum(rows.filter((row) => keyOf(row) === key))] as const)
      .filter(([, count]) => count > 0)
      .map(([name, count]) => `${name}${count}`)
      .join("、");
  const total = sum(rows);
  if (total === 0) return "收0件";
  return `收${total}件：${sums(categoryNames, (row) => row.category)}；${sums(statusNames, (row) => row.status)}`;
}

function sum(rows: readonly { count: number }[]): number {
  return rows.reduce((total, row) => total + row.count, 0);
}

async function stillOpen(of: ReportFilter, context: CommandContext): Promise<string> {
  const count = async (filter: ReportFilter) =>
    sum(
      unlessRefused(await countReports(...acting(context), { ...of, ...filter, statuses: openStatuses }))
        .counts,
    );
  const unread = sum(unlessRefused(await countReports(...acting(context), { ...of, unread: true })).counts);
  const news = unread > 0 ? `；有新话没看的${unread}件` : "";
  return `未结${await count({})}件，其中急件${await count({ priority: "urgent" })}件${news}`;
}
