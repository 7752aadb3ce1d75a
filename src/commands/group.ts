import { UserFacingError } from "../domain/errors.ts";
import { may, rolesFor } from "../domain/rights.ts";
import { confirmGroup } from "../people/confirm-group.ts";
import { describedGroup } from "../people/group-words.ts";
import { words } from "./args.ts";
import { defineCommand } from "./command.ts";
import { manageGroups } from "./manage-groups.ts";
import { groupSentence, readGroup } from "./read-group.ts";
import { acting } from "./report-answers.ts";

export const groupCommand = defineCommand({
  name: "group",
  aliases: ["群"],
  action: "groups.confirm",
  where: ["dm", "officers", "community"],
  summary: "确认所在的群；私聊看群的列表",
  usage: ["在群里：/群 体育场警务室 治安防范 交通安全", "在民警群里：/群 体育场警务室 民警群", "私聊：/群"],
  args: words,
  async run({ words }, context) {
    const { bot, place, message } = context;
    if (place === "dm") {
      if (may(context.officer, rolesFor("groups.manage"))) return manageGroups(words, context);
      throw new UserFacingError("请在要确认的群里发「/群 警务室 话题」。群的列表管理员能看。");
    }
    const wanted = readGroup(words, bot.config);
    const result = await confirmGroup(...acting(context), { which: { address: message.chat }, wanted });
    if ("refused" in result) throw new UserFacingError(groupSentence(result, bot.config));
    return `${result.changed ? "确认好了" : "已确认"}：${describedGroup(result.done)}`;
  },
});
