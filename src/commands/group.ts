import { UserFacingError } from "../domain/errors.ts";
import { may, rolesFor } from "../domain/rights.ts";
import { newId } from "../lib/ids.ts";
import { words } from "./args.ts";
import { defineCommand } from "./command.ts";
import { confirmGroup } from "./confirm-group.ts";
import { manageGroups } from "./manage-groups.ts";

export const groupCommand = defineCommand({
  name: "group",
  aliases: ["群"],
  action: "groups.confirm",
  where: ["dm", "officers", "community"],
  summary: "确认所在的群；私聊看群的列表",
  usage: ["在群里：/群 体育场警务室 治安防范 交通安全", "在民警群里：/群 体育场警务室 民警群", "私聊：/群"],
  args: words,
  async run({ words }, context) {
    const { bot, place, message, now } = context;
    if (place === "dm") {
      if (may(context.officer, rolesFor("groups.manage"))) return manageGroups(words, context);
      throw new UserFacingError("请在要确认的群里发「/群 警务室 话题」。群的列表管理员能看。");
    }
    return bot.store.tx(async (t) => {
      const known = await t.groups.byAddress(message.chat);
      const fresh = {
        id: newId(now),
        address: message.chat,
        topics: [],
        kind: "community",
        muted: false,
      } as const;
      const group = known ?? { ...fresh, state: "unconfirmed", fixed: false };
      return confirmGroup(t, group, words, context);
    });
  },
});
