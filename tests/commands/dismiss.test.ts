import { expect, test } from "vitest";
import { startChat } from "../support/start-chat.ts";

const officers = [
  { name: "李", office: "体育场警务室" },
  { name: "陈", role: "leader" as const },
];
const kept = async (chat: Awaited<ReturnType<typeof startChat>>) =>
  (await chat.store.corrections.since("2000")).map(({ field, label, byRole }) => [field, label, byRole]);

test("what was no report is closed without a word to the resident, and learned from", async () => {
  const chat = await startChat({ officers });
  const zhang = chat.resident("张");
  await zhang.dm("我家楼下路灯坏了");
  const before = zhang.inbox.length;
  expect((await chat.officer("李").dm("/不是反映 1")).join()).toContain("关掉了，没有打扰居民");
  expect(zhang.inbox.slice(before)).toEqual([]);
  expect((await chat.store.reports.byNumber("R2611-0001"))?.status).toBe("rejected");
  expect(await kept(chat)).toEqual([["kind", "chatter", "officer"]]);
});

test("what may be a complaint only a leader closes so", async () => {
  const chat = await startChat({ officers });
  await chat.resident("张").dm("你们所里那个辅警喝酒开车，还打人");
  await chat.officer("李").dm("/不是反映 1");
  expect((await chat.store.reports.byNumber("R2611-0001"))?.status).toBe("received");
  expect(await kept(chat)).toEqual([]);
});

test("corrections are kept as a report's id and a label, never as words", async () => {
  const chat = await startChat({ officers });
  await chat.resident("张").dm("我家楼下路灯坏了");
  await chat.officer("李").dm("/改 1 纠纷");
  await chat.officer("李").dm("/改 1 急");
  await chat.officer("李").dm("/改 1 地点 南门");
  await chat.resident("张").dm("改成咨询");
  expect(await kept(chat)).toEqual([
    ["category", "dispute", "officer"],
    ["priority", "urgent", "officer"],
    ["category", "inquiry", "resident"],
  ]);
  expect(JSON.stringify(await chat.store.corrections.since("2000"))).not.toContain("路灯");
  expect((await chat.store.reports.find({}, { limit: 9 })).total).toBe(1);
});
