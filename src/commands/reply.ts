import type { SentPicture } from "../domain/attachments.ts";
import { ask, askedBy } from "../domain/questions.ts";
import { showableLine } from "../domain/showable.ts";
import { shorten } from "../lib/graphemes.ts";
import type { ReportChanged } from "../reports/change-report.ts";
import { findReport } from "../reports/change-report.ts";
import { holdReply, type Preview } from "../reports/quoted-reply.ts";
import { othersTold, replyToResident } from "../reports/reply-to-resident.ts";
import { type CommandContext, defineCommand } from "./command.ts";
import { replyContent } from "./reply-words.ts";
import { acting, numberIn, unlessRefused, withResident } from "./report-answers.ts";
import { forEachReport } from "./several.ts";
import { severalAnd } from "./several-numbers.ts";

export const replyCommand = defineCommand({
  name: "reply",
  aliases: ["回复", "回"],
  action: "report.reply",
  where: ["dm"],
  onReport: true,
  summary: "回复居民",
  usage: ["/回复 42 物业今天下班前清走，您看看。"],
  args: severalAnd((text) => ({ text })),
  async run({ reports, text }, context) {
    const numbers = reports.map((report) => numberIn(report, context));
    const [only = "", ...more] = numbers;
    if (more.length === 0 && (await othersTold(context.bot.store, only)) > 0)
      return askWhom(only, await replyContent(only, text, context), context);
    return forEachReport(numbers, async (number) => {
      const said = { number, ...(await replyContent(number, text, context)) };
      return replied(number, unlessRefused(await replyToResident(...acting(context), said)));
    });
  },
  async quoted(typed, number, context) {
    const said = await replyContent(number, typed, context);
    if ((await othersTold(context.bot.store, number)) > 0) return askWhom(number, said, context);
    const result = unlessRefused(await holdReply(...acting(context), { number, ...said }));
    return "held" in result ? preview(result) : replied(number, result);
  },
  async answered(said, question, context) {
    const [number = ""] = askedBy(question).rest.split(",");
    const { words: text, pictures = [] } = question;
    if (!("choice" in said) || text === undefined) return undefined;
    const reaches = said.choice === 2 ? "all" : "one";
    const input = { number, text, pictures, reaches } as const;
    return replied(number, unlessRefused(await replyToResident(...acting(context), input)));
  },
});

/** Others reported the same matter: nothing goes until the officer has said whom it reaches. */
async function askWhom(
  number: string,
  { text, pictures }: { readonly text: string; readonly pictures: readonly SentPicture[] },
  context: CommandContext,
): Promise<string> {
  const { bot, officer, now } = context;
  const found = await findReport(bot.store, {}, { officer: officer.id }, { action: "report.reply", number });
  if ("refused" in found) return unlessRefused<never>(found);
  const others = await othersTold(bot.store, number);
  const asked = {
    person: officer.id,
    kind: "choice",
    subject: `reply:${number},all`,
    words: text,
    ...(pictures.length > 0 ? { pictures } : {}),
  } as const;
  await bot.store.tx(async (t) => {
    const question = ask(asked, await t.questions.of(officer.id), now);
    if (question) t.questions.put(question);
  });
  return [
    `还没发。反映同一件的还有${others}位，发给谁？10分钟内回序号：`,
    `1　只发给 ${number}`,
    `2　${others + 1}位都发`,
  ].join("\n");
}

function replied(number: string, done: ReportChanged): string {
  return withResident(`${number} 已回复。`, done, "居民回话，会接着告诉您。");
}

function preview({ held: { number, text, pictures = [] }, codeName, firstWords }: Preview): string {
  const about = firstWords ? `（「${shorten(showableLine(firstWords, 40), 8)}」）` : "";
  const came = pictures.length > 0 ? `，照片${pictures.length}张` : "";
  return `15秒后发给 ${number} ${codeName}${about}：「${text}」${came}。不发回「撤」。`;
}
