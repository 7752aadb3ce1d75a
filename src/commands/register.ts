import { z } from "zod";
import { UserFacingError } from "../domain/errors.ts";
import { readRegistered } from "../domain/registering.ts";
import { noticeLine } from "../reports/notices.ts";
import { countAttachments } from "../reports/receipt.ts";
import { registerReport } from "../reports/register-report.ts";
import { type CommandContext, defineCommand } from "./command.ts";
import { acting, notAllowed } from "./report-answers.ts";

export const registerCommand = defineCommand({
  name: "new",
  aliases: ["登记", "代登记"],
  action: "report.register",
  where: ["dm"],
  summary: "替来电、来访的人登记，或登记您转来的消息",
  usage: ["/登记 电话13700000000 锦绣家园3号楼漏水", "/登记"],
  args: z.string().transform((typed) => typed.trim()),
  async run(typed, context) {
    const { text, ...contact } = readRegistered(typed);
    const { said, way } = toRegister(text, context);
    const registered = await registerReport(...acting(context), context.message, { said, way, ...contact });
    if ("refused" in registered)
      throw new UserFacingError(registered.refused === "not-allowed" ? notAllowed : NOTHING);
    const { done: report } = registered;
    context.forwarded?.registered();
    context.bot.onFiled(report);
    if (said.attachments.length > 0) context.bot.fetchAttachments();
    const came = said.attachments.length > 0 ? `，${countAttachments(said.attachments)}` : "";
    const how = contact.telephone
      ? "有联系方式，办好请打电话告诉对方。"
      : "没留联系方式。要能联系，下次写上「电话」和号码。";
    return `已登记 ${noticeLine(report, context.bot.config.offices)}${came}\n${how}`;
  },
});

const NOTHING =
  "没有可登记的。这样写：\n/登记 电话13700000000 锦绣家园3号楼漏水\n或者把居民的消息转给我，10分钟内回「登记」。";

/** What was typed behind the command; where that is nothing, what the officer passed on before. */
function toRegister(text: string, { message, forwarded }: CommandContext) {
  if (/\p{L}/u.test(text)) return { said: { text, attachments: message.attachments }, way: "told" } as const;
  if (text !== "" || (!forwarded && message.attachments.length === 0)) throw new UserFacingError(NOTHING);
  const attachments = [...(forwarded?.attachments ?? []), ...message.attachments];
  return { said: { text: forwarded?.text ?? "", attachments }, way: "forwarded" } as const;
}
