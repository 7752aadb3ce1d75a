import { channelContract } from "../../contract/channel.ts";
import { openWecomBot } from "../../support/wecom-bot-rig.ts";

channelContract("wecom-bot", async () => {
  const { peer, channel } = await openWecomBot();
  const [person, group] = ["zhangsan", "wrOgAAAA1"];
  return {
    channel,
    person: { id: person, name: person },
    group: { id: group, name: group },
    hears: "mentions",
    async dm(words, picture) {
      const content = picture ? { msgtype: "image", image: peer.file("a.png", picture) } : peer.text(words);
      peer.write(person, content);
    },
    async say(words, { mention = false } = {}) {
      // What does not mention the bot never reaches it.
      if (mention) peer.write(person, peer.text(`@警民小助手 ${words}`), group);
    },
    received: async (where) => {
      const to = where === "dm" ? person : group;
      return peer.said.filter((said) => said.to === to).map(({ text }) => text);
    },
    close: () => peer.stop(),
  };
});
