import { roleNames } from "../domain/people.ts";
import { nothing } from "./args.ts";
import { channelName } from "./channel-name.ts";
import { defineCommand } from "./command.ts";

export const whoamiCommand = defineCommand({
  name: "whoami",
  aliases: ["我是谁"],
  action: "self.see",
  where: ["dm", "officers"],
  summary: "您的身份和账号",
  usage: ["/我是谁"],
  args: nothing,
  async run(_, { bot, officer, message }) {
    const who = [officer.name, roleNames[officer.role], officer.office, officer.unit]
      .filter(Boolean)
      .join("，");
    const channels = new Set(officer.accounts.map((account) => account.channel));
    channels.delete(message.channel);
    const others =
      channels.size > 0 ? `，另绑定了${[...channels].map((name) => channelName(name, bot)).join("、")}` : "";
    return `${who}。\n现在用${channelName(message.channel, bot)}${others}。`;
  },
});
