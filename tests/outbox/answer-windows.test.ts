import { expect, test } from "vitest";
import { DeliveryError } from "../../src/channels/channel.ts";
import type { Delivery } from "../../src/domain/deliveries.ts";
import { rowOfKey, sendKey } from "../../src/domain/deliveries.ts";
import { sceneOf } from "../../src/lib/scene.ts";
import { type Chat, startChat } from "../support/start-chat.ts";

const HOUR = 60 * 60_000;
const answers = { within: 48 * HOUR, count: 5 };

async function station() {
  const chat = await startChat({ officers: ["李"], answers });
  const li = chat.officer("李");
  const zhang = chat.resident("张");
  await zhang.dm("三楼楼道堆满纸箱，走不过去");
  await li.dm("/接 1");
  // What was said to the officer is not theirs: every message below is to the resident.
  return { chat, li, zhang, told: () => zhang.inbox.length };
}
const reply = async (of: { chat: Chat }, text: string) => of.chat.officer("李").dm(`/回复 1 ${text}`);

test("three officers' messages go after a receipt, the last one is spared for the result", async () => {
  const s = await station();
  const before = s.told();
  const all: string[] = [];
  for (const text of ["下午来看", "物业在清", "清了一半", "还差一点"])
    all.push((await reply(s, text)).join("\n"));
  await s.chat.idle();
  const held = all.filter((answer) => answer.includes("微信客服一次只让回五条，已用完，等对方再发消息"));
  expect(held.length).toBeGreaterThan(0);
  expect(s.told()).toBe(4);
  expect(s.told() - before).toBe(4 - held.length);
  expect((await s.li.dm("/办结 1 已经清完")).join("\n")).not.toContain("等对方");
  await s.chat.idle();
  expect(s.told()).toBe(5);
  expect(s.zhang.inbox.at(-1)).toContain("已经清完");

  const now = await s.zhang.dm("好的，辛苦了，楼上的也清了吗，还是很乱");
  for (const text of ["还差一点"]) expect(now.join("\n")).toContain(text);
});

test("a reply after 48 hours is held, the officer reads why, and it goes when they write again; also over a restart", async () => {
  const s = await station();
  await s.chat.advance(49 * HOUR);
  const before = s.told();
  expect((await reply(s, "清完了，您看看")).join("\n")).toContain("超过48小时，等对方再发消息");
  await s.chat.restart();
  await s.chat.idle();
  expect(s.chat.resident("张").inbox).toEqual([]);
  expect(before).toBeGreaterThan(0);
  const now = await s.chat.resident("张").dm("在吗，纸箱的事怎么样了");
  expect(now.some((text) => text.includes("清完了，您看看"))).toBe(true);
});

test("what a restart forgets the network still refuses: the row waits, and whoever has the report hears of it", async () => {
  const s = await station();
  const to = s.chat.channel.address("user", s.zhang.id);
  s.chat.channel.failNext(to, new DeliveryError("not-sent", "window", false));
  expect(await reply(s, "明天到")).not.toEqual([]);
  await s.chat.idle();
  expect(s.li.inbox.at(-1)).toMatch(/R2611-0001 给居民的消息还没送出：.*等对方再发消息/);
  s.chat.channel.failNext(to, undefined);
  const now = await s.zhang.dm("有人吗，我在等");
  expect(now.some((text) => text.includes("明天到"))).toBe(true);
});

const lastRow = async (chat: Chat, text: string): Promise<Delivery> => {
  const sent = chat.channel.sent.findLast(({ content }) => content.key && content.text.includes(text));
  const row = await chat.store.deliveries.get(rowOfKey(sent?.content.key ?? "").id);
  if (!row) throw new Error("no such row");
  return row;
};

test("what the network took and did not deliver is no answer: by its reason it waits or has failed, and is told once", async () => {
  const s = await station();
  const to = s.chat.channel.address("user", s.zhang.id);
  expect(await reply(s, "下午来看")).not.toEqual([]);
  await s.chat.idle();
  const row = await lastRow(s.chat, "下午来看");
  const heard = s.li.inbox.length;
  const fail = { to, key: sendKey([row]), reason: "window" } as const;
  for (let twice = 0; twice < 2; twice++) {
    await new Promise<boolean>((settled) => s.chat.channel.events.undelivered(fail, settled));
    await s.chat.idle();
  }
  expect((await s.chat.store.deliveries.get(row.id))?.state).toBe("pending");
  expect(s.li.inbox.length).toBe(heard + 1);
  const now = await s.zhang.dm("有人来吗，我等了很久");
  expect(now.some((text) => text.includes("下午来看"))).toBe(true);
  expect((await lastRow(s.chat, "下午来看")).again).toBe(1);

  const refused = { to, key: `${row.id}-1`, reason: "refused" } as const;
  await new Promise<boolean>((settled) => s.chat.channel.events.undelivered(refused, settled));
  await s.chat.idle();
  expect(await s.chat.store.deliveries.get(row.id)).toMatchObject({ state: "failed", refusal: "refused" });
  expect(s.li.inbox.at(-1)).toContain("R2611-0001 给居民的消息没送到，对方不收，请换个办法联系。");
});

test("a key is of one message: another where more rows are in it, at most 32 signs with the part", () => {
  const row = (id: string, again?: number) => ({ id, ...(again ? { again } : {}) }) as Delivery;
  const id = "01M85AKZ12XB2ZCS26AB6YP911";
  expect(sendKey([row(id)])).toBe(id);
  expect(sendKey([row(id, 2)])).toBe(`${id}-2`);
  expect(sendKey([row(id), row("b")])).toBe(`${id}-0x2`);
  expect(rowOfKey(`${id}-1x8`)).toEqual({ id, again: 1 });
  expect(rowOfKey(id)).toEqual({ id, again: 0 });
  expect(`${sendKey([row(id, 9), row("b")])}_2`.length).toBeLessThanOrEqual(32);
});

test("the code on an office's poster routes what is said after it, also after a restart; a place that is named goes first", async () => {
  const chat = await startChat({ officers: ["李"], answers });
  const enter = (name: string, scene: string) =>
    new Promise<boolean>((settled) =>
      chat.channel.events.entered(
        { address: chat.channel.address("user", chat.resident(name).id), scene, greets: false },
        settled,
      ),
    );
  await enter("张", sceneOf("新程街社区警务室"));
  await enter("王", "o-of-no-office");
  await chat.restart();
  await chat.resident("张").dm("楼道里有人乱停电动车，晚上没法走");
  await chat.resident("王").dm("楼道里有人乱停电动车，晚上没法走");
  const office = async (n: number) => (await chat.store.reports.byNumber(`R2611-000${n}`))?.office;
  expect(await office(1)).toBe("新程街社区警务室");
  expect(await office(2)).toBeUndefined();
  await enter("赵", sceneOf("新程街社区警务室"));
  await chat.resident("赵").dm("矿工路口红绿灯坏了，车都乱走");
  expect(await office(3)).toBe("体育场警务室");
});

test("whoever opens the conversation is greeted with what the station keeps secret, where the network allows it", async () => {
  const chat = await startChat({ answers });
  const enter = async (greets: boolean) => {
    const address = chat.channel.address("user", chat.resident("张").id);
    await new Promise<boolean>((settled) =>
      chat.channel.events.entered({ address, scene: "", greets }, settled),
    );
    await chat.idle();
    return chat.resident("张").inbox;
  };
  expect(await enter(false)).toEqual([]);
  expect(await enter(true)).toEqual([expect.stringContaining("您的身份对外保密，仅本所经授权人员可查看")]);
});

test("what was written while nobody listened is filed with its own time, and by its own distances", async () => {
  const chat = await startChat({ answers, at: new Date("2026-11-24T02:00:00Z") });
  const past = (hoursAgo: number) => ({
    message: { past: true as const, at: new Date(chat.clock.now().getTime() - hoursAgo * HOUR) },
  });
  await chat.resident("张").dm("体育场门口有人卖假药", past(70));
  await chat.resident("张").dm("五号楼三单元水管爆了没人管", past(3));
  const { reports } = await chat.store.reports.find({}, { limit: 10, oldestFirst: true });
  expect(reports.map(({ receivedAt }) => receivedAt)).toEqual([
    "2026-11-21T04:00:00.000Z",
    "2026-11-23T23:00:00.000Z",
  ]);
});
