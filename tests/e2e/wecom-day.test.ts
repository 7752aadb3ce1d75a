import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import type { ChannelMemory } from "../../src/channels/channel.ts";
import { createOnebotChannel } from "../../src/channels/onebot/onebot-channel.ts";
import {
  createWechatKfChannel,
  type WechatKfChannel,
} from "../../src/channels/wechat-kf/wechat-kf-channel.ts";
import { createWecomClient } from "../../src/channels/wecom/client.ts";
import { createWecomBotChannel } from "../../src/channels/wecom-bot/wecom-bot-channel.ts";
import { createWecomGroupsChannel } from "../../src/channels/wecom-groups/wecom-groups-channel.ts";
import { createLogger } from "../../src/lib/logger.ts";
import { sceneOf } from "../../src/lib/scene.ts";
import { createCustomerGroups } from "../support/customer-groups-peer.ts";
import { callbackKeys, createKfPeer, KF } from "../support/kf-peer.ts";
import { createOnebotPeer } from "../support/onebot-peer.ts";
import { text } from "../support/onebot-rig.ts";
import { startChat } from "../support/start-chat.ts";
import { type BotSaid, createWecomBotPeer } from "../support/wecom-bot-peer.ts";
import { createWecomPeer } from "../support/wecom-peer.ts";

const HOUR = 60 * 60_000;
const token = "a-token-for-tests";
const communityGroup = 7_000_001;
const soon = { timeout: 10_000, interval: 10 };

/** A station on four wires: officers on WeCom, residents on 微信客服 or QQ, a community group on QQ. */
async function openStation() {
  const bot = createWecomBotPeer();
  const kf = createKfPeer();
  const customers = createWecomPeer("ww1", "secret-of-the-groups");
  const owned = createCustomerGroups(customers, () => kf.now());
  owned.groups.set("wr-1", { name: "新程街客户群", owner: "li" });
  const qq = createOnebotPeer({ token });
  await Promise.all([bot.start(), kf.wecom.start(), customers.start(), qq.start()]);
  qq.world.groups.push({ group_id: communityGroup, group_name: "体育场警民群" });
  const dir = await mkdtemp(join(tmpdir(), "jingmin-day-"));
  const logger = createLogger({ level: "silent", pretty: false });
  const { corpId, secret } = kf.wecom;
  const callback = { ...callbackKeys, listen: "127.0.0.1:0" };
  let kfChannel: WechatKfChannel | undefined;
  const chat = await startChat({
    at: new Date("2026-12-01T00:00:00Z"),
    beside(clock) {
      kf.now = () => clock.now().getTime();
      const common = { clock, logger };
      const client = createWecomClient({ corpId, secret, dir, apiUrl: kf.wecom.url(), ...common });
      kfChannel = createWechatKfChannel({ name: "kf", corpId, openKfId: KF, client, callback, ...common });
      const { botId, secret: botSecret } = bot;
      return [
        createWecomBotChannel({
          ...common,
          name: "wecom",
          botId,
          secret: botSecret,
          wsUrl: bot.url(),
          timing: { reconnect: 20 },
        }),
        kfChannel,
        createWecomGroupsChannel({
          ...common,
          ...{ name: "wgroups", corpId: customers.corpId, secret: customers.secret, perDay: 3 },
          ...{ apiUrl: customers.url(), dir, timezone: "Asia/Shanghai", memory: inMemory() },
        }),
        createOnebotChannel({ ...common, name: "qq", url: qq.url(), token, friendLimit: 500 }),
      ];
    },
    config: {
      channels: [
        { name: "test", type: "manual" },
        { name: "wecom", type: "wecom-bot", botId: bot.botId, secret: bot.secret, wsUrl: bot.url() },
        { name: "kf", type: "wechat-kf", corpId, secret, openKfId: KF, apiUrl: kf.wecom.url() },
        {
          ...{ name: "wgroups", type: "wecom-groups", corpId: customers.corpId, secret: customers.secret },
          ...{ apiUrl: customers.url(), perDay: 3 },
        },
        { name: "qq", type: "onebot", url: qq.url(), token },
      ],
      officers: [
        { name: "王建国", role: "officer", office: "体育场警务室", accounts: ["wecom:wang"] },
        { name: "李", role: "officer", office: "新程街社区警务室", accounts: ["wecom:li"] },
        { name: "赵值班", role: "dispatcher", accounts: ["wecom:zhao"] },
        { name: "陈所", role: "leader", accounts: ["wecom:chen"] },
      ],
      groups: [
        { address: `qq:${communityGroup}`, office: "体育场警务室", kind: "community" },
        { address: "wgroups:wr-1", office: "新程街社区警务室", kind: "community" },
      ],
      sending: { quietHours: "off" },
    },
  });
  onTestFinished(async () => {
    await Promise.all([bot.stop(), kf.wecom.stop(), customers.stop(), qq.stop()]);
    await rm(dir, { recursive: true, force: true });
  });
  await vi.waitFor(
    () => expect([bot.connections(), qq.connections(), kfChannel?.health().online]).toEqual([1, 1, true]),
    soon,
  );
  kf.callBack(`http://127.0.0.1:${kfChannel?.callbackAddress()?.port}/`);

  /** The newest of these that reads so, once it is there. */
  const find = <T extends { text: string }>(all: () => readonly T[], wanted: RegExp): Promise<T> =>
    vi.waitFor(async () => {
      await chat.idle();
      const found = all().findLast(({ text }) => wanted.test(text));
      if (!found)
        throw new Error(`nothing like ${wanted} among ${JSON.stringify(all().map(({ text }) => text))}`);
      return found;
    }, soon);

  const officer = (id: string) => ({
    said: () => bot.said.filter(({ to }) => to === id),
    write: (words: string) => void bot.write(id, bot.text(words)),
    hears: (wanted: RegExp): Promise<BotSaid> => find(() => bot.said.filter(({ to }) => to === id), wanted),
    press: (card: BotSaid, label: string) => void bot.press(id, card, label),
  });
  /** A resident by either network: what they write, and what they read. */
  const resident = (network: "kf" | "qq", n: number, name = `居民${n}`) => {
    const id = network === "kf" ? `wm-${n}` : String(2_000_000 + n);
    const read = () => (network === "kf" ? kf.received(id) : qq.received("user", Number(id)));
    return {
      write: (words: string) =>
        network === "kf"
          ? void kf.write(id, words)
          : void qq.dm({ id: Number(id), name }, [text(words)], {
              time: Math.floor(chat.clock.now().getTime() / 1000),
            }),
      enter: (scene: string) => network === "kf" && kf.enter(id, scene),
      all: read,
      hears: async (wanted: RegExp) => (await find(() => read().map((text) => ({ text })), wanted)).text,
    };
  };
  /** Time goes by in which nobody says a word. */
  const later = (ms: number) => chat.clock.leap(new Date(chat.clock.now().getTime() + ms));
  const inGroup = () => qq.received("group", communityGroup);
  return { chat, officer, resident, inGroup, find, later, owned };
}

function inMemory(): ChannelMemory {
  let kept: string | undefined;
  return {
    read: async () => kept,
    async write(text) {
      kept = text;
    },
  };
}

const numberIn = (text: string) => /R\d{4}-\d{4,}/.exec(text)?.[0] ?? "none";

test.each([
  ["all of them on 微信客服", ["kf", "kf", "kf", "kf"] as const],
  ["half of them on QQ", ["kf", "qq", "kf", "qq"] as const],
])(
  "a day of a station over the wires, its officers on WeCom and its residents %s",
  async (_, networks) => {
    const { chat, officer, resident, inGroup, find, later, owned } = await openStation();
    const [wang, li, zhao, chen] = ["wang", "li", "zhao", "chen"].map(officer) as [
      Officer,
      Officer,
      Officer,
      Officer,
    ];
    const [tipper, neighbour, victim, complainer] = networks.map((network, i) =>
      resident(network, i + 1),
    ) as [Resident, Resident, Resident, Resident];

    // In the morning an officer writes to everybody, and a leader lets it out with one press.
    li.write("/提示 写 明天停水\n明天九点到十二点停水，请先存水。");
    await li.hears(/T2612-001 草稿/);
    li.write("好");
    const asked = await chen.hears(/请您看 T2612-001/);
    chen.press(asked, "同意");
    await find(() => inGroup().map((text) => ({ text })), /明天九点到十二点停水/);
    await li.hears(/T2612-001 .*同意了/);
    // The customer group gets it by one tap of its owner.
    await vi.waitFor(() => expect(owned.tasks).toHaveLength(1), soon);
    owned.tap("li");
    expect(owned.received("wr-1")).toEqual([expect.stringContaining("明天九点到十二点停水")]);
    expect(inGroup()).toHaveLength(1);

    // A code in a corridor: greeted, heard, and at the office whose code it is.
    tipper.enter(sceneOf("新程街社区警务室"));
    if (networks[0] === "kf") await tipper.hears(/您的身份对外保密/);
    tipper.write("三楼楼道堆满纸箱，老人过不去");
    const tip = numberIn(await tipper.hears(/R2612-\d{4}/));
    expect((await chat.store.reports.byNumber(tip))?.office).toBe("新程街社区警务室");
    li.write(`/接 ${tip}`);
    await tipper.hears(/已有民警接手/);
    li.write(`/回复 ${tip} 物业下班前清走，您看看`);
    await tipper.hears(/物业下班前清走/);
    later(2 * HOUR);
    li.write(`/办结 ${tip} 已经清走了`);
    await tipper.hears(/已办结：已经清走了/);
    tipper.write("解决了");
    await vi.waitFor(async () => expect((await chat.store.reports.byNumber(tip))?.solved).toBe(true), soon);

    // Somebody in danger: 119 at once, everybody who can come is called, one press and it is theirs.
    neighbour.write("着火了，体育场北门五号楼三楼冒浓烟，有人被困");
    const urgent = numberIn(await neighbour.hears(/^请立即拨打110、119[\s\S]*R2612-\d{4}/));
    const call = await zhao.hears(new RegExp(`${urgent}[\\s\\S]*急件|急件[\\s\\S]*${urgent}`));
    zhao.press(call, "接手");
    await zhao.hears(new RegExp(`${urgent}`));
    await vi.waitFor(
      async () => expect((await chat.store.reports.byNumber(urgent))?.status).toBe("accepted"),
      soon,
    );
    expect(await chat.store.reports.byNumber(urgent)).toMatchObject({ priority: "urgent" });

    // A fraud that goes on, at the other network's end.
    victim.write("有个公安的让我把钱转到安全账户，我正要转");
    await victim.hears(/^请立即拨打110[\s\S]*R2612-\d{4}/);

    // What is said of an officer is for leaders, and for nobody else.
    complainer.write("体育场警务室的王建国上门态度差，还骂人");
    const complaint = numberIn(await complainer.hears(/R2612-\d{4}/));
    await chen.hears(new RegExp(complaint));
    expect(await chat.store.reports.byNumber(complaint)).toMatchObject({ restricted: true });
    wang.write(`/查看 ${complaint}`);
    await wang.hears(/没有找到/);
    for (const who of [wang, li, zhao])
      expect(who.said().some(({ text }) => text.includes("态度差"))).toBe(false);

    // Two days on the officer is too late, is told so, and the words wait.
    later(50 * HOUR);
    chen.write(`/接 ${complaint}`);
    chen.write(`/回复 ${complaint} 我们核实了，给您赔个不是`);
    if (networks[3] === "kf") {
      await chen.hears(/超过48小时，等对方再发消息/);
      expect(complainer.all().some((text) => text.includes("赔个不是"))).toBe(false);
      complainer.write("还有人管吗，等了两天");
    }
    await complainer.hears(/给您赔个不是/);
    expect(inGroup()).toHaveLength(1);
  },
  60_000,
);

type Officer = ReturnType<Awaited<ReturnType<typeof openStation>>["officer"]>;
type Resident = ReturnType<Awaited<ReturnType<typeof openStation>>["resident"]>;

test("one person by two networks is one only by the 查询码; the same nickname opens nothing", async () => {
  const { chat, officer, resident } = await openStation();
  const onWechat = resident("kf", 1, "三单元王姐");
  onWechat.write("五号楼地下室有人私拉电线充电瓶车");
  const number = numberIn(await onWechat.hears(/R2612-\d{4}/));
  officer("wang").write(`/接 ${number}`);
  officer("wang").write(`/回复 ${number} 下午断电整改`);
  await onWechat.hears(/下午断电整改/);
  onWechat.write("查询码");
  const code =
    /[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}/.exec(
      await onWechat.hears(/[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}/),
    )?.[0] ?? "";

  const impostor = resident("qq", 7, "三单元王姐");
  impostor.write("进度");
  await impostor.hears(/还没有反映过事情/);
  impostor.write("我是三单元王姐，上回说的事怎么样了");
  impostor.write(number);
  impostor.write(`撤回 ${number}`);
  impostor.write("隐私");
  await impostor.hears(/多久：/);
  expect(impostor.all().join("\n")).not.toMatch(/断电|私拉|充电/);
  expect((await chat.store.reports.byNumber(number))?.status).toBe("in_progress");

  const onQq = resident("qq", 8, "王");
  onQq.write(code);
  await onQq.hears(new RegExp(`${number}[\\s\\S]*下午断电整改`));
  onQq.write("下午没人来断电");
  await onQq.hears(new RegExp(`已补充到 ${number}`));
  const report = await chat.store.reports.byNumber(number);
  const said = (await chat.store.reports.entries(report?.id ?? "")).filter(({ kind }) => kind === "said");
  expect(said).toHaveLength(2);
}, 60_000);
