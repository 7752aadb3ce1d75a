import { type Category, categoryNames, openStatuses, type Status, statusNames } from "../domain/reports.ts";
import { beginningOf, inZone } from "../lib/time.ts";
import { countReports } from "../reports/find-reports.ts";
import type { ReportFilter } from "../store/store.ts";
import { nothing } from "./args.ts";
import { type CommandContext, defineCommand } from "./command.ts";
import { acting, unlessRefused } from "./report-answers.ts";

export const statsCommand = defineCommand({
  name: "stats",
  aliases: ["统计"],
  action: "reports.count",
  where: ["dm", "officers"],
  summary: "今天、本周、本月的数",
  usage: ["/统计"],
  args: nothing,
  async run(_, context) {
    const { timezone } = context.bot.config.station;
    const today = inZone(context.now, timezone);
    const monday = today.subtract((today.day() + 6) % 7, "day");
    const since = [
      ["今天", today],
      ["本周", monday],
      ["本月", today.startOf("month")],
    ] as const;
    const periods = await Promise.all(
      since.map(
        async ([name, day]) =>
          `${name}${await counted({ from: beginningOf(day, timezone).toISOString() }, context)}`,
      ),
    );
    return [`群众反映 ${today.format("M月D日")}`, ...periods, await stillOpen(context)].join("\n");
  },
});

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

async function stillOpen(context: CommandContext): Promise<string> {
  const count = async (filter: ReportFilter) =>
    sum(unlessRefused(await countReports(...acting(context), { ...filter, statuses: openStatuses })).counts);
  return `未结${await count({})}件，其中急件${await count({ priority: "urgent" })}件`;
}
