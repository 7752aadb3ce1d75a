import { expect, onTestFinished, test, vi } from "vitest";
import type { Channel } from "../../../src/channels/channel.ts";
import { createWecomBotChannel } from "../../../src/channels/wecom-bot/wecom-bot-channel.ts";
import { createLogger } from "../../../src/lib/logger.ts";
import { startChat } from "../../support/start-chat.ts";
import { type BotSaid, createWecomBotPeer } from "../../support/wecom-bot-peer.ts";

const group = "wrOfficers1";

/** A station whose officers are on WeCom, over the wire, while residents write elsewhere. */
async function station() {
  const peer = createWecomBotPeer();
  await peer.start();
  const rigs: Channel[] = [];
  const chat = await startChat({
    beside: (clock) => {
      const channel = createWecomBotChannel({
        name: "wecom",
        botId: peer.botId,
        secret: peer.secret,
        wsUrl: peer.url(),
        clock,
        logger: createLogger({ level: "silent", pretty: false }),
        timing: { reconnect: 20 },
      });
      rigs.push(channel);
      return [channel];
    },
    config: {
      channels: [
        { name: "test", type: "manual" },
        { name: "wecom", type: "wecom-bot", botId: peer.botId, secret: peer.secret, wsUrl: peer.url() },
      ],
      officers: [
        { name: "王建国", office: "体育场警务室", role: "officer", accounts: ["wecom:wangjg"] },
        { name: "李", office: "体育场警务室", role: "officer", accounts: ["wecom:lisi"] },
        { name: "赵所", role: "leader", accounts: ["wecom:zhao"] },
      ],
      groups: [
        { address: `wecom:${group}`, kind: "officers", office: "体育场警务室" },
        { address: "test:g1", office: "体育场警务室", kind: "community" },
      ],
    },
  });
  onTestFinished(() => peer.stop());
  const online = () => vi.waitFor(() => expect(rigs.at(-1)?.health().online).toBe(true), { timeout: 5000 });
  await online();
  const to = (id: string) => peer.said.filter((one) => one.to === id);
  /** The newest message to them that reads like this. */
  const read = (id: string, wanted: RegExp): Promise<BotSaid> =>
    vi.waitFor(
      async () => {
        await chat.idle();
        const found = to(id).findLast(({ text }) => wanted.test(text));
        if (!found) throw new Error(`none of ${JSON.stringify(to(id).map(({ text }) => text))} is ${wanted}`);
        return found;
      },
      { timeout: 5000, interval: 10 },
    );
  return { chat, peer, read, to, online };
}

test("a notice in the officers' group is taken by its button, once, and late presses hear who has it", async () => {
  const { chat, peer, read } = await station();
  await chat.resident("张").dm("矿工路路灯坏了");
  const notice = await read(group, /R2611-0001/);
  expect(notice.type).toBe("template_card");
  expect(notice.card?.button_list?.map(({ text }) => text)).toEqual(["接手"]);
  expect(notice.text).not.toContain("路灯");
  peer.press("wangjg", notice, "接手");
  await read(group, /已认领 R2611-0001/);
  expect(await chat.store.reports.byNumber("R2611-0001")).toMatchObject({ status: "accepted" });
  // The same press again, and a colleague's.
  peer.press("wangjg", notice, "接手");
  await read(group, /R2611-0001 已经由您办理/);
  peer.press("lisi", notice, "接手");
  await read(group, /王建国/);
  const report = await chat.store.reports.byNumber("R2611-0001");
  const entries = await chat.store.reports.entries(report?.id ?? "");
  expect(entries.filter((entry) => entry.kind === "assigned")).toHaveLength(1);
});

test("who is no officer presses in vain, and a press has no more rights than who pressed", async () => {
  const { chat, peer, read } = await station();
  await chat.resident("张").dm("矿工路路灯坏了");
  const notice = await read(group, /R2611-0001/);
  peer.press("cleaner", notice, "接手");
  peer.pressKey("cleaner", { key: "看 /看 R2611-0001", task: "forged" });
  await chat.idle();
  await vi.waitFor(() => expect(peer.updates).toHaveLength(2));
  await chat.idle();
  expect(await chat.store.reports.byNumber("R2611-0001")).toMatchObject({ status: "received" });
  expect(peer.said.filter(({ text }) => text.includes("路灯"))).toEqual([]);
});

test("an alert is approved by a button, and a second press hears that it is decided", async () => {
  const { peer, read } = await station();
  peer.write("wangjg", peer.text("/提示 写 【冬天用电】\n电暖器旁边别放衣服，人走断电。光明路派出所"));
  await read("wangjg", /T2611-001/);
  peer.write("wangjg", peer.text("提交"));
  const asked = await read("zhao", /同意 T2611-001/);
  expect(asked.card?.button_list?.map(({ text }) => text)).toEqual(["同意", "退回", "不同意"]);
  peer.press("zhao", asked, "退回");
  await read("zhao", /要写原因/);
  peer.press("zhao", asked, "同意");
  await read("zhao", /已同意 T2611-001/);
  peer.press("zhao", asked, "不同意");
  await read("zhao", /没有等您批的|已经有人批过|眼下没有等您批的|要写原因/);
});

test("an urgent report calls by card, and its button takes it", async () => {
  const { chat, peer, read } = await station();
  await chat.resident("张").dm("救命，有人拿刀砍人，在矿工路口");
  const call = await read("wangjg", /【急】R2611-0001/);
  expect(call.type).toBe("template_card");
  peer.press("wangjg", call, "看");
  await read("wangjg", /拿刀砍人/);
  peer.press("wangjg", call, "接手");
  await read("wangjg", /已认领 R2611-0001/);
});

test("a press on yesterday's card still means its words after a restart", async () => {
  const { chat, peer, read, online } = await station();
  await chat.resident("张").dm("矿工路路灯坏了");
  const notice = await read(group, /R2611-0001/);
  await chat.restart();
  await online();
  peer.press("wangjg", notice, "接手");
  await read(group, /已认领 R2611-0001/);
});
