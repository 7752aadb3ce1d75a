import { type ClosedStatus, closedStatuses, statusNames } from "../domain/reports.ts";
import { askNoOffence, transferReport } from "../reports/close-offence.ts";
import { closeReport } from "../reports/close-report.ts";
import { type CommandContext, defineCommand } from "./command.ts";
import { closingQuestion } from "./ledger-links.ts";
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
  const { ends, text } = ending;
  if (ends !== "transferred" && !/[\p{L}\p{N}]/u.test(text)) ctx.addIssue("要写结果或原因，居民会看到");
  if (ends === "transferred" && !(/\d/.test(text) && caseNumber.test(text)))
    ctx.addIssue("要写接报案回执的号，例如「/办结 42 转报案 A4104020126110012」");
  return ending;
});

/** 「转报案 回执号」: an offence goes on as a formal report. */
const transferred =
  /^已?转(?:为|成)?正?式?(?:接?报案|案件|刑案)[\s，,：:。]*(?:接?报案)?(?:回执)?(?:号|编号)?[\s，,：:。]*([\s\S]*)$/;
/** 「不属案件 原因」: a second officer agrees. */
const noOffence = /^(?:经?核实)?(?:不属于?|不是|不算|不构成)案件[\s，,：:。]*([\s\S]*)$/;
/** Number of a formal receipt: letters, figures and the brackets that stand in it. */
const caseNumber = /^[\p{Script=Han}A-Za-z\d()（）〔〕[\]【】\-－—_/.·\s]{4,40}$/u;

type Ending =
  | { readonly ends: "closed"; readonly status: ClosedStatus; readonly text: string }
  | { readonly ends: "transferred" | "no-offence"; readonly text: string };

/** `不归派出所管 这是劳动纠纷`: a status and what the resident is told; without a status it is 已办结. */
function readEnding(rest: string): Ending {
  const [, formal] = transferred.exec(rest) ?? [];
  if (formal !== undefined) return { ends: "transferred", text: formal.trim() };
  const [, cleared] = noOffence.exec(rest) ?? [];
  if (cleared !== undefined) return { ends: "no-offence", text: cleared.trim() };
  const [, word = "", text = ""] = /^([^\s，,：:。]*)[\s，,：:。]*([\s\S]*)$/.exec(rest) ?? [];
  const whole = named.find(([name]) => name === word);
  if (whole) return { ends: "closed", status: whole[1], text };
  const glued = named.find(([name]) => word.startsWith(name) && !alone.includes(name));
  return { ends: "closed", status: glued?.[1] ?? "resolved", text: rest };
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
    "/办结 42 转报案 A4104020126110012",
    "/办结 42 不属案件 钱是家里人取走的",
  ],
  args,
  run({ reports, ...ending }, context) {
    const numbers = reports.map((report) => numberToChange(report, context));
    return forEachReport(numbers, (number) => closeOne(number, ending, context));
  },
});

async function closeOne(number: string, ending: Ending, context: CommandContext): Promise<string> {
  const { text } = ending;
  switch (ending.ends) {
    case "transferred": {
      const input = { number, caseNumber: text };
      const moved = unlessRefused(await transferReport(...acting(context), input));
      return withResident(`${number} 已转正式接报案。`, moved, "回执号已告诉居民。");
    }
    case "no-offence":
      unlessRefused(await askNoOffence(...acting(context), { number, text }));
      return `等另一位民警同意，${number} 才办结。请他看过后回「同意 案件 ${number}」。`;
    case "closed": {
      const { status } = ending;
      const closed = unlessRefused(await closeReport(...acting(context), { number, status, text }));
      const said = withResident(`${number} ${statusNames[status]}。`, closed, "结果已转给居民。");
      const asks = status === "resolved" ? closingQuestion(closed.done, context) : undefined;
      return asks ? `${said}\n${asks}` : said;
    }
  }
}
