import { categoryNames, openStatuses, statusNames } from "../domain/reports.ts";
import { inZone } from "../lib/time.ts";
import type { ReportFilter } from "../store/store.ts";
import { nothing } from "./args.ts";
import { type CommandContext, defineCommand } from "./command.ts";
import { visibleHere } from "./find-report.ts";

export const statsCommand = defineCommand({
  name: "stats",
  aliases: ["统计"],
  role: "officers",
  where: ["dm", "officers"],
  summary: "今天、本周、本月的数",
  usage: ["/统计"],
  args: nothing,
  async run(_, context) {
    const today = inZone(context.now, context.desk.config.station.timezone).startOf("day");
    const monday = today.subtract((today.day() + 6) % 7, "day");
    const since = [
      ["今天", today],
      ["本周", monday],
      ["本月", today.startOf("month")],
    ] as const;
    const periods = await Promise.all(
      since.map(async ([name, from]) => `${name}${await counted({ from: from.toISOString() }, context)}`),
    );
    return [`群众反映 ${today.format("M月D日")}`, ...periods, await stillOpen(context)].join("\n");
  },
});

/** `收3件：求助2、纠纷1；待受理1、已办结2`. */
async function counted(filter: ReportFilter, context: CommandContext): Promise<string> {
  const rows = await context.desk.store.reports.tally({ ...filter, categories: visibleHere(context) });
  const sums = (name: (row: (typeof rows)[number]) => string) => {
    const counts = new Map<string, number>();
    for (const row of rows) counts.set(name(row), (counts.get(name(row)) ?? 0) + row.count);
    return [...counts]
      .filter(([, n]) => n > 0)
      .sort(([, a], [, b]) => b - a)
      .map(([k, n]) => `${k}${n}`)
      .join("、");
  };
  const total = rows.reduce((sum, row) => sum + row.count, 0);
  if (total === 0) return "收0件";
  return `收${total}件：${sums((r) => categoryNames[r.category])}；${sums((r) => statusNames[r.status])}`;
}

async function stillOpen(context: CommandContext): Promise<string> {
  const { reports } = context.desk.store;
  const filter = { categories: visibleHere(context), statuses: openStatuses };
  const open = await reports.find(filter, { limit: 0 });
  const urgent = await reports.find({ ...filter, priority: "urgent" }, { limit: 0 });
  return `未结${open.total}件，其中急件${urgent.total}件`;
}
