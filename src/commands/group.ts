import { UserFacingError } from "../domain/errors.ts";
import { may, rolesFor } from "../domain/rights.ts";
import { confirmGroup } from "../people/confirm-group.ts";
import { describedGroup } from "../people/group-words.ts";
import { setOnlyUrgent } from "../people/only-urgent.ts";
import { words } from "./args.ts";
import { defineCommand } from "./command.ts";
import { manageGroups, wishAnswer, wishes } from "./manage-groups.ts";
import { groupSentence, readGroup } from "./read-group.ts";
import { acting } from "./report-answers.ts";

const isAllRight = /^\s*[/／、]?\s*都对/;

export const groupCommand = defineCommand({
  name: "group",
  aliases: ["群", "都对"],
  action: "groups.confirm",
  where: ["dm", "officers", "community"],
  summary: "确认所在的群；私聊看群的列表",
  usage: [
    "在群里：/群 体育场警务室 治安防范 交通安全",
    "在民警群里：/群 体育场警务室 民警群",
    "在群里：/群 只要急的",
    "私聊：/群",
  ],
  args: words,
  async run({ words: typed }, context) {
    // 「都对」 answers the list that admins get after a login.
    const words = isAllRight.test(context.message.text) ? ["都对"] : typed;
    const { bot, place, message } = context;
    if (place === "dm") {
      if (may(context.officer, rolesFor("groups.manage"))) return manageGroups(words, context);
      throw new UserFacingError("请在要确认的群里发「/群 警务室 话题」。群的列表管理员能看。");
    }
    const wish = words.length === 1 ? wishes[words[0] ?? ""] : undefined;
    if (wish !== undefined) {
      const set = await setOnlyUrgent(...acting(context), {
        which: { address: message.chat },
        onlyUrgent: wish,
      });
      if ("refused" in set) throw new UserFacingError(groupSentence(set, bot.config));
      return wishAnswer(wish);
    }
    const wanted = readGroup(words, bot.config);
    const result = await confirmGroup(...acting(context), { which: { address: message.chat }, wanted });
    if ("refused" in result) throw new UserFacingError(groupSentence(result, bot.config));
    return `${result.changed ? "确认好了" : "已确认"}：${describedGroup(result.done)}`;
  },
});
