import { type ClosedStatus, closedStatuses, statusNames } from "../domain/reports.ts";
import { closeReport } from "../reports/close-report.ts";
import { defineCommand } from "./command.ts";
import { acting, numberToChange, unlessRefused, withResident } from "./report-answers.ts";
import { forEachReport } from "./several.ts";
import { severalAnd } from "./several-numbers.ts";

/** Words an officer may begin with: the statuses' own names, and shorter ones. */
const named: readonly (readonly [string, ClosedStatus])[] = [
  ...closedStatuses.map((status) => [statusNames[status], status] as const),
  ["办结", "resolved"],
  ["转交", "referred"],
  ["未办结", "unresolved"],
  ["未能办结", "unresolved"],
  ["未办成", "unresolved"],
  ["不归我们管", "rejected"],
  ["不受理", "rejected"],
  ["不予受理", "rejected"],
  ["撤回", "withdrawn"],
  ["已撤回", "withdrawn"],
  ["重复", "duplicate"],
];
/** Those that name no status where the sentence goes on at once: 「重复停车的已劝离」. */
const alone = ["办结", "重复", "同一件"];

const args = severalAnd((rest, ctx) => {
  const ending = readEnding(rest);
  if (!/[\p{L}\p{N}]/u.test(ending.text))
    ctx.addIssue({ code: "custom", message: "要写结果或原因，居民会看到" });
  return ending;
});

/** `不归派出所管 这是劳动纠纷`: a status and what the resident is told; without a status it is 已办结. */
function readEnding(rest: string): { status: ClosedStatus; text: string } {
  const [, word = "", text = ""] = /^([^\s，,：:。]*)[\s，,：:。]*([\s\S]*)$/.exec(rest) ?? [];
  const whole = named.find(([name]) => name === word);
  if (whole) return { status: whole[1], text };
  const glued = named.find(([name]) => word.startsWith(name) && !alone.includes(name));
  return { status: glued?.[1] ?? "resolved", text: rest };
}

export const closeCommand = defineCommand({
  name: "close",
  aliases: ["办结", "结案"],
  action: "report.close",
  where: ["dm"],
  onReport: true,
  summary: "办结，结果告诉居民",
  usage: [
    "/办结 42 物业已把纸箱清走",
    "/办结 41 42 43 同一处积水已通",
    "/办结 42 不归派出所管 这是劳动纠纷，请找劳动监察",
  ],
  args,
  run({ reports, status, text }, context) {
    const numbers = reports.map((report) => numberToChange(report, context));
    return forEachReport(numbers, async (number) => {
      const closed = unlessRefused(await closeReport(...acting(context), { number, status, text }));
      return withResident(`${number} ${statusNames[status]}。`, closed, "结果已转给居民。");
    });
  },
});
