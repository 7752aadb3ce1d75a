import { z } from "zod";
import { canonical } from "../domain/canonical.ts";
import { ask } from "../domain/questions.ts";
import { judgeReport } from "../reports/close-offence.ts";
import { readFrontWord } from "./args.ts";
import { type CommandContext, defineCommand } from "./command.ts";
import { acting, numberToChange, unlessRefused } from "./report-answers.ts";

const yes = ["是", "算", "是的", "是案件"];
const no = ["不是", "不算", "不是案件", "否"];

const args = z.string().transform((typed, ctx) => {
  const { number, rest } = readFrontWord(typed.trim());
  const word = canonical(rest).replace(/[\s\p{P}]/gu, "");
  if (number !== "" && yes.includes(word)) return { report: number, to: "confirmed" } as const;
  if (number !== "" && no.includes(word)) return { report: number, to: "cleared" } as const;
  ctx.addIssue("要写编号，和「是」或「不是」");
  return z.NEVER;
});

export const offenceCommand = defineCommand({
  name: "offence",
  aliases: ["案件"],
  action: "report.correct",
  where: ["dm"],
  onReport: true,
  summary: "是不是案件：是的要转正式接报案",
  usage: ["/案件 42 是", "/案件 42 不是"],
  args,
  run({ report, to }, context) {
    return judge(numberToChange(report, context), to, context);
  },
  async answered(said, { subject }, context) {
    const number = subject.slice(subject.indexOf(":") + 1).split(",")[0] ?? "";
    if (!("choice" in said)) return undefined;
    return judge(number, said.choice === 1 ? "confirmed" : "cleared", context);
  },
});

async function judge(number: string, to: "confirmed" | "cleared", context: CommandContext): Promise<string> {
  unlessRefused(await judgeReport(...acting(context), { number, to }));
  if (to === "cleared") return `${number} 不算案件，照常办结。`;
  return `${number} 是案件。转了正式接报案，发「/办结 ${number} 转报案 回执号」。`;
}

/** Asks the officer who has just taken it whether it is an offence, as it looks like one; gives the lines that ask. */
export async function askOffence(number: string, { bot, officer, now }: CommandContext): Promise<string> {
  const asked = { person: officer.id, kind: "choice", subject: `offence:${number},${number}` } as const;
  const isAsked = await bot.store.tx(async (t) => {
    const question = ask(asked, await t.questions.of(officer.id), now);
    if (question) t.questions.put(question);
    return question !== undefined;
  });
  return isAsked
    ? "像是案件，是吗？10分钟内回序号：\n1　是，转正式接报案\n2　不是"
    : `像是案件，是发「/案件 ${number} 是」，不是发「/案件 ${number} 不是」。`;
}
