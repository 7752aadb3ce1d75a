import { z } from "zod";
import { close } from "../domain/report-actions.ts";
import { type ClosedStatus, closedStatuses, statusNames } from "../domain/reports.ts";
import { handlers } from "../domain/rights.ts";
import { changeReport } from "../reports/change-report.ts";
import { defineCommand } from "./command.ts";

/** Words an officer may begin with: the statuses' own names, and shorter ones. */
const named: readonly (readonly [string, ClosedStatus])[] = [
  ...closedStatuses.map((status) => [statusNames[status], status] as const),
  ["办结", "resolved"],
  ["转交", "referred"],
  ["未办结", "unresolved"],
  ["不受理", "rejected"],
  ["撤回", "withdrawn"],
];
/** Those that name no status where the sentence goes on at once: 「重复停车的已劝离」. */
const alone = ["办结", "重复"];

const args = z
  .string()
  .trim()
  .regex(/^\S+/, "要写编号和结果")
  .transform((typed) => {
    const [, report = "", rest = ""] = /^(\S+)\s*([\s\S]*)$/.exec(typed) ?? [];
    return { report, ...readEnding(rest) };
  })
  .refine(({ text }) => /[\p{L}\p{N}]/u.test(text), "要写结果或原因，居民会看到");

/** `不予受理 不归公安管`: a status and what the resident is told; without a status it is 已办结. */
function readEnding(rest: string): { status: ClosedStatus; text: string } {
  const [, word = "", text = ""] = /^([^\s，,：:。]*)[\s，,：:。]*([\s\S]*)$/.exec(rest) ?? [];
  const whole = named.find(([name]) => name === word);
  if (whole) return { status: whole[1], text };
  const glued = named.find(([name]) => word.startsWith(name) && !alone.includes(name));
  return { status: glued?.[1] ?? "resolved", text: rest };
}

const told: Record<ClosedStatus, string> = {
  resolved: "已办结",
  unresolved: "没能办成，很抱歉",
  referred: "已转交有关部门",
  duplicate: "和另一件是同一件事，并在一起办",
  rejected: "不归派出所受理",
  withdrawn: "已按您的意思撤回",
};

export const closeCommand = defineCommand({
  name: "close",
  aliases: ["办结", "结案"],
  role: handlers,
  where: ["dm"],
  onReport: true,
  summary: "办结，结果告诉居民",
  usage: ["/办结 42 物业已把纸箱清走", "/办结 42 不予受理 这属于劳动纠纷，请找劳动监察"],
  args,
  run: ({ report, status, text }, context) =>
    changeReport(report, context, (before) => ({
      outcome: close(before, status, text, context.officer.id, context.now),
      audit: { action: "report.closed", facts: { status }, words: text },
      resident: {
        text: `您反映的 ${before.number} ${told[status]}：${text}\n还有情况，直接在这里说。`,
        told: "结果已转给居民。",
      },
      colleague: `${context.officer.name}已结：${statusNames[status]}。`,
      answer: `${before.number} ${statusNames[status]}。`,
    })),
});
