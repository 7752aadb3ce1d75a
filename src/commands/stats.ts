import type { Dayjs } from "dayjs";
import type { Answer } from "../app/command.ts";
import { UserFacingError } from "../domain/errors.ts";
import { type Category, categoryNames, openStatuses, type Status, statusNames } from "../domain/reports.ts";
import { showableLine } from "../domain/showable.ts";
import { beginningOf, inZone } from "../lib/time.ts";
import { type FiguresBy, figuresBy, reportFigures } from "../reports/figures.ts";
import { countReports } from "../reports/find-reports.ts";
import type { ReportFilter } from "../store/store.ts";
import { choices } from "./args.ts";
import { categoryNamed } from "./category-words.ts";
import { type CommandContext, defineCommand } from "./command.ts";
import { byWords, groupLine, timeLines } from "./figures-texts.ts";
import { ledgerFigureLines } from "./ledger-dues.ts";
import { readOffice } from "./offices.ts";
import { type Period, periodNamed, usualPeriods } from "./periods.ts";
import { acting, unlessRefused } from "./report-answers.ts";
import { moreLine, pageOf, readPage } from "./rows.ts";

export const statsCommand = defineCommand({
  name: "stats",
  aliases: ["统计"],
  action: "reports.count",
  where: ["dm", "officers"],
  summary: "件数、答复和办结快慢；可以写时间、警务室、类别、按什么分，加「图」看图",
  usage: ["/统计", "/统计 上月", "/统计 体育场 求助", "/统计 本月 按警务室", "/统计 今年 按周 图"],
  args: choices,
  async run({ words }, context) {
    const { timezone } = context.bot.config.station;
    const today = inZone(context.now, timezone);
    const { page, rest } = readPage(words);
    const asked = await read(rest, today, context);
    if (asked.by || asked.plot) return byGroup(asked, page, rest, context);
    const lines = await Promise.all(
      asked.periods.map(async ({ name, ...period }) => {
        const within = instantsOf(period, timezone);
        const iso = {
          from: within.from.toISOString(),
          ...(within.before ? { before: within.before.toISOString() } : {}),
        };
        return `${name}${await counted({ ...asked.filter, ...iso }, context)}`;
      }),
    );
    const [longest] = asked.periods.slice(-1);
    const { whole } = longest
      ? unlessRefused(
          await reportFigures(...acting(context), { ...asked.filter, ...instantsOf(longest, timezone) }),
        )
      : { whole: undefined };
    const title = `群众反映 ${today.format("M月D日")}${asked.of.length > 0 ? `，${asked.of.join("、")}` : ""}`;
    const ledgers =
      longest && !asked.filter.categories ? await ledgersOf(longest, asked.filter, context) : [];
    const times = whole ? timeLines(whole) : [];
    return [title, ...lines, ...times, await stillOpen(asked.filter, context), ...ledgers].join("\n");
  },
});

function ledgersOf(
  { from, before }: Period,
  { office }: Asked["filter"],
  context: CommandContext,
): Promise<string[]> {
  return ledgerFigureLines(context, {
    from: from.format("YYYY-MM-DD"),
    ...(before ? { before: before.format("YYYY-MM-DD") } : {}),
    ...(office ? { office } : {}),
  });
}

/** A line for each office, category or week, and the same as a picture. */
async function byGroup(
  { periods, filter, of, by, plot }: Asked,
  page: number,
  words: readonly string[],
  context: CommandContext,
): Promise<Answer> {
  const { timezone } = context.bot.config.station;
  const [period] = periods.slice(-1);
  if (!period) return undefined;
  const kind = by ?? "office";
  const asked = { ...filter, ...instantsOf(period, timezone), by: kind };
  const found = unlessRefused(await reportFigures(...acting(context), asked));
  const title = `群众反映 ${[period.name, ...of, byWords[kind]].join("，")}`;
  if (found.groups.length === 0) return `${title}\n收0件`;
  const shown = pageOf(found.groups, page);
  const again = ["/统计", ...words].join(" ");
  const text = [title, ...shown.rows.map(groupLine), ...moreLine(shown, page, "行", again)].join("\n");
  if (!plot) return text;
  if (context.place !== "dm") return `${text}\n图请私聊我看。`;
  const channel = context.bot.channels.get(context.message.channel);
  if (!channel?.capabilities.image) return `${text}\n这个渠道发不了图。`;
  const rows = kind === "week" ? found.groups.slice(-MOST_WEEKS) : found.groups;
  const path = await context.bot.plots.fileOf({ title, rows });
  return { text, files: [{ kind: "image", name: "统计.png", mime: "image/png", path }] };
}

/** Of a year of weeks a picture shows the last quarter. */
const MOST_WEEKS = 13;

function instantsOf({ from, before }: Pick<Period, "from" | "before">, timezone: string) {
  return {
    from: beginningOf(from, timezone),
    ...(before ? { before: beginningOf(before, timezone) } : {}),
  };
}

interface Asked {
  readonly periods: readonly Period[];
  readonly filter: { readonly office?: string; readonly categories?: readonly Category[] };
  /** What it is limited to, in words. */
  readonly of: readonly string[];
  readonly by?: FiguresBy;
  readonly plot: boolean;
}

/** Periods, offices, categories in any order. Throws `UserFacingError` for a word that is none. */
async function read(typed: readonly string[], today: Dayjs, { bot }: CommandContext): Promise<Asked> {
  const periods: Period[] = [];
  const categories: Category[] = [];
  let office: string | undefined;
  let by: FiguresBy | undefined;
  let plot = false;
  for (const word of typed) {
    const period = periodNamed(word, today);
    const category = categoryNamed(word);
    const named = readOffice(bot.config, word);
    const kind = figuresBy.find((one) => byWords[one] === word);
    if (period) periods.push(period);
    else if (category) categories.push(category);
    else if (kind) by = kind;
    else if (["图", "看图", "画图", "图表"].includes(word)) plot = true;
    else if (named && office !== undefined && office !== named)
      throw new UserFacingError(
        "一次只看一个警务室的数。例如「/统计 体育场」，各警务室的发「/统计 按警务室」。",
      );
    else if (named) office = named;
    else if (
      /^(?:按(?:民警|警员|人|个人|姓名)|排名|排行榜?|名次)$/.test(word) ||
      (await bot.store.officers.byName(word))
    )
      throw new UserFacingError("不按民警统计，也不排名。可以写：按警务室、按类别、按周。");
    else if (!["全部", "全所"].includes(word)) {
      throw new UserFacingError(
        `不认识「${showableLine(word, 20)}」。可以写：今天、昨天、上周、上月、10月、今年、警务室、类别、按警务室、按类别、按周、图。\n例如「/统计 上月 体育场」。`,
      );
    }
  }
  const usual = by || plot ? usualPeriods(today).slice(-1) : usualPeriods(today);
  return {
    periods: periods.length > 0 ? periods : usual,
    filter: { ...(office ? { office } : {}), ...(categories.length > 0 ? { categories } : {}) },
    of: [...(office ? [office] : []), ...categories.map((category) => categoryNames[category])],
    ...(by ? { by } : {}),
    plot,
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

async function stillOpen(of: Asked["filter"], context: CommandContext): Promise<string> {
  const whose = acting(context);
  const asked = { ...of, from: new Date(0), open: true } as const;
  const { whole } = unlessRefused(await reportFigures(...whose, asked));
  const count = async (filter: ReportFilter) =>
    sum(unlessRefused(await countReports(...whose, { ...of, ...filter })).counts);
  const urgent = await count({ priority: "urgent", statuses: openStatuses });
  const unread = await count({ unread: true });
  const late = whole.late > 0 ? `，逾期${whole.late}件` : "";
  const news = unread > 0 ? `；有新话没看的${unread}件` : "";
  return `未结${whole.open}件，其中急件${urgent}件${late}${news}`;
}
