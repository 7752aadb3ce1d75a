import { z } from "zod";
import { UserFacingError } from "../domain/errors.ts";
import { roleNames } from "../domain/people.ts";
import { bindAccount } from "../people/bind-account.ts";
import { inviteColleague } from "../people/invite-colleague.ts";
import { type CommandContext, defineCommand } from "./command.ts";
import { acting } from "./report-answers.ts";

const args = z
  .string()
  .trim()
  .min(1, "要写所里给的码")
  .transform((code) => ({ code }));

export const bindCommand = defineCommand({
  name: "bind",
  aliases: ["绑定"],
  action: "account.bind",
  where: ["dm"],
  summary: "用所里给的码绑定这个账号",
  usage: ["/绑定 ABCD2345", "给同事码：/绑定 王建国"],
  args,
  async run({ code }, context) {
    const { bot, message, officer } = context;
    // A bound officer has no use for a code of their own; a name is a colleague's.
    if (officer && /\p{Script=Han}/u.test(code)) return colleagueCode(code, { ...context, officer });
    const bound = await bindAccount(bot, message, code);
    if ("refused" in bound) {
      if (bound.refused === "bound-to-another")
        throw new UserFacingError(`这个账号已经绑定${bound.officer.name}，没有再绑。`);
      throw new UserFacingError(refusals[bound.refused]);
    }
    const { id, name, role, office } = bound.done;
    bot.outbox.wake({ officer: id });
    const who = [roleNames[role], office].filter(Boolean).join("，");
    return `绑定好了，${name}（${who}）。发「帮助」看能做什么。`;
  },
});

async function colleagueCode(typed: string, context: CommandContext): Promise<string> {
  const name = typed.replace(/^给/, "").trim();
  const result = await inviteColleague(...acting(context), { name });
  if ("refused" in result) throw new UserFacingError(colleagueRefusals[result.refused]);
  const { code, officer } = result.done;
  return `给${officer.name}的码，1小时内有效。请当面或打电话告诉本人，让${officer.name}私聊我发：\n/绑定 ${code}`;
}

const colleagueRefusals = {
  "not-allowed": "这件事您办不了，请找管理员。",
  "no-officer": "没有这位同事。请写全姓名，例如「/绑定 王建国」。",
  bound: "这位同事的账号还能用，不用重新绑定。",
  never: "这位同事还没绑定过，请管理员发「/邀请码」。",
  greater: "所领导和管理员的码，要由所领导或管理员给。",
};

const refusals = {
  "no-such-code": "这个码不对、用过了或过期了。请找所里要一个新的。",
  "too-many-tries": "试得太多了，请一小时后再试，或找所里要一个新码。",
};
