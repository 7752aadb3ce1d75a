import { z } from "zod";
import { UserFacingError } from "../domain/errors.ts";
import { roleNames } from "../domain/people.ts";
import { bindAccount } from "../people/bind-account.ts";
import { defineCommand } from "./command.ts";

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
  usage: ["/绑定 ABCD2345"],
  args,
  async run({ code }, { bot, message }) {
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

const refusals = {
  "no-such-code": "这个码不对、用过了或过期了。请找所里要一个新的。",
  "too-many-tries": "试得太多了，请一小时后再试，或找所里要一个新码。",
};
