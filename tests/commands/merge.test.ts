import { expect, test } from "vitest";
import { type Chat, startChat } from "../support/start-chat.ts";
import { audited, filed, stored } from "./filed.ts";

const officers = ["李", { name: "值", role: "dispatcher" as const }, { name: "陈", role: "leader" as const }];
const [first, second, third] = ["R2611-0001", "R2611-0002", "R2611-0003"] as const;

/** 张 and 王 have reported one matter, 2 is merged into 1, which 李 has. */
async function merged(): Promise<Chat> {
  const chat = await startChat({ officers });
  await filed(chat, { text: "北门积水很深，车都过不去" });
  await filed(chat, { by: "王", text: "北门这里全是水，我推着孩子走不了" });
  await chat.officer("李").dm("接 1");
  await chat.officer("值").dm("/合并 2 到 1");
  return chat;
}
const inbox = (chat: Chat, name: string) => chat.resident(name).inbox.join("\n");

test("merging ends the one and moves no words; its resident hears so, and the other hears nothing", async () => {
  const chat = await merged();
  expect(await stored(chat, second)).toMatchObject({
    status: "duplicate",
    mergedInto: (await stored(chat, first)).id,
  });
  expect((await stored(chat, first)).entries.map(({ kind }) => kind)).toEqual(["said", "assigned", "merged"]);
  expect((await stored(chat, second)).entries.map(({ kind }) => kind)).toEqual(["said", "merged"]);
  expect(inbox(chat, "王")).toBe(`您反映的 ${second} 和别的反映是同一件，一起办，有进展照样告诉您。`);
  expect(inbox(chat, "张")).not.toMatch(/同一件|0002/);
  expect(chat.officer("李").inbox.join()).toContain(`值把 ${second} 并进来了`);
  expect(await audited(chat, first)).toContain("report.merged");
  expect(await audited(chat, second)).toContain("report.merged");
});

test("the result reaches both, each under their own number, and each is asked whether it is solved", async () => {
  const chat = await merged();
  await chat.officer("李").dm("/办结 1 积水已抽干");
  for (const [name, own, other] of [
    ["张", first, second],
    ["王", second, first],
  ] as const) {
    expect(inbox(chat, name)).toContain(`您反映的 ${own} 已办结：积水已抽干\n解决了吗？`);
    expect(inbox(chat, name)).not.toContain(other);
  }
});

test("「没解决」 of one opens theirs alone, with the officer who had it; the other hears nothing", async () => {
  const chat = await merged();
  await chat.officer("李").dm("/办结 1 积水已抽干");
  await chat.resident("张").dm("解决了");
  const heard = chat.resident("张").inbox.length;
  await chat.resident("王").dm("没解决");
  await chat.advance(15 * 60_000);
  const li = (await chat.store.officers.byName("李"))?.id;
  expect(await stored(chat, second)).toMatchObject({ status: "accepted", solved: false, assignee: li });
  expect(await stored(chat, second)).not.toHaveProperty("mergedInto");
  expect(await stored(chat, first)).toMatchObject({ status: "resolved", solved: true });
  expect(chat.resident("张").inbox).toHaveLength(heard);
  expect(chat.officer("李").inbox.at(-1)).toContain(second);
});

test("what its resident says more stays with theirs, and the officer who has the matter hears it", async () => {
  const chat = await merged();
  await chat.resident("王").dm("北门的水又涨了");
  expect((await stored(chat, second)).entries.at(-1)).toMatchObject({ kind: "said", text: "北门的水又涨了" });
  expect((await stored(chat, first)).entries.map(({ kind }) => kind)).toEqual(["said", "assigned", "merged"]);
  await chat.advance(15 * 60_000);
  expect(chat.officer("李").inbox.at(-1)).toMatch(/R2611-0002[\s\S]*补充/);
  expect((await chat.resident("王").dm("进度")).join()).toMatch(/R2611-0002[\s\S]*一起办，民警已接手/);
  const shown = (await chat.officer("李").dm("看 1")).join();
  expect(shown).toContain(`并在一起办：${second}（有新话）`);
  expect(shown).not.toContain("水又涨");
});

test("an answer asks whom it reaches: one, or all who reported it", async () => {
  const chat = await merged();
  const before = [chat.resident("张").inbox.length, chat.resident("王").inbox.length];
  expect((await chat.officer("李").dm("/回复 1 明天来抽")).join()).toMatch(
    /还没发[\s\S]*只发给 R2611-0001[\s\S]*2位都发/,
  );
  expect([chat.resident("张").inbox.length, chat.resident("王").inbox.length]).toEqual(before);
  await chat.officer("李").dm("1");
  expect(chat.resident("张").inbox.at(-1)).toBe(`民警回复 ${first}：明天来抽`);
  expect(chat.resident("王").inbox).toHaveLength(before[1] ?? 0);
  await chat.officer("李").dm("/回复 2 已经在抽了");
  await chat.officer("李").dm("2");
  expect(chat.resident("张").inbox.at(-1)).toBe(`民警回复 ${first}：已经在抽了`);
  expect(chat.resident("王").inbox.at(-1)).toBe(`民警回复 ${second}：已经在抽了`);
  expect((await chat.resident("王").dm("进度")).join()).toContain("已经在抽了");
});

test("a third comes to the one that goes on, and what was merged comes along", async () => {
  const chat = await merged();
  await filed(chat, { by: "赵", text: "北门淹了" });
  await chat.officer("值").dm("/合并 3 到 2");
  expect((await stored(chat, third)).mergedInto).toBe((await stored(chat, first)).id);
  await filed(chat, { by: "孙", text: "北门水" });
  await chat.officer("值").dm("/合并 1 到 4");
  await chat.officer("值").dm("/办结 4 抽干了");
  for (const name of ["张", "王", "赵", "孙"]) expect(inbox(chat, name)).toContain("抽干了");
});

test("「撤回」 of one takes theirs back, and the matter goes on", async () => {
  const chat = await startChat({ officers });
  await filed(chat, { text: "北门积水很深" });
  await filed(chat, { by: "王", text: "北门这里全是水" });
  await chat.officer("值").dm("/合并 2 到 1");
  await chat.resident("王").dm("撤回");
  expect((await stored(chat, second)).status).toBe("withdrawn");
  expect((await stored(chat, first)).status).toBe("received");
  await chat.officer("李").dm("/办结 1 抽干了");
  expect(inbox(chat, "王")).not.toContain("抽干了");
});

test("what few may read goes only with such, by a leader; what is sensitive with nothing", async () => {
  const chat = await startChat({ officers });
  await filed(chat);
  await filed(chat, { by: "王", restricted: true });
  await filed(chat, { by: "赵", restricted: true });
  await filed(chat, { by: "孙", sensitive: true });
  await filed(chat, { by: "钱", sensitive: true });
  const answer = async (who: string, typed: string) => (await chat.officer(who).dm(typed)).join();
  expect(await answer("陈", "/合并 2 到 1")).toMatch(/不能并/);
  expect(await answer("陈", "/合并 1 到 2")).toMatch(/不能并/);
  expect(await answer("李", "/合并 2 到 3")).toMatch(/没有找到/);
  expect(await answer("值", "/合并 2 到 3")).toMatch(/没有找到/);
  expect(await answer("陈", "/合并 4 到 5")).toMatch(/办不了/);
  expect(await answer("陈", "/合并 2 到 3")).toMatch(/并到/);
});

test.each([
  ["/合并 1 到 1", /已经是同一件/],
  ["/合并 2 到 9", /没有找到/],
  ["/合并 1", /两个编号/],
  ["/合并 1 到 2 吧好吗", /两个编号/],
])("「%s」 merges nothing", async (typed, why) => {
  const chat = await startChat({ officers });
  await filed(chat);
  await filed(chat, { by: "王" });
  expect((await chat.officer("李").dm(typed)).join()).toMatch(why);
  expect((await stored(chat, second)).status).toBe("received");
});

test("a closed report is neither merged nor merged into", async () => {
  const chat = await startChat({ officers });
  await filed(chat);
  await filed(chat, { by: "王" });
  await chat.officer("李").dm("/办结 1 抽干了");
  expect((await chat.officer("李").dm("/合并 2 到 1")).join()).toMatch(/已经办完了.*重开/);
  expect((await chat.officer("李").dm("/合并 1 到 2")).join()).toMatch(/已经办完了/);
});

test("who reads a report is shown others' open ones of the week that look like it, and none that few may read", async () => {
  const chat = await startChat({ officers });
  await filed(chat, { text: "北门积水很深，车都过不去", place: "北门" });
  await filed(chat, { by: "王", text: "北门积水了，孩子过不去", place: "北门" });
  await filed(chat, { by: "赵", text: "北门积水很深，过不去", place: "北门", sensitive: true });
  await filed(chat, { by: "孙", text: "楼上半夜蹦跳", place: "北门", category: "dispute" });
  await filed(chat, { by: "钱", text: "路灯不亮了", place: "园林路" });
  const shown = (await chat.officer("李").dm("看 2")).join();
  expect(shown).toContain(`像同一件：${first}。是就发「/合并 ${second} 到 ${first}」`);
  expect(shown.match(/像同一件/g)).toHaveLength(1);
  await chat.advance(8 * 24 * 3_600_000);
  expect((await chat.officer("李").dm("看 2")).join()).not.toContain("像同一件");
});

test("an offence told later on a merged report marks the one that goes on, with an entry and in the audit, and it closes only as one", async () => {
  const chat = await merged();
  await chat.resident("王").dm("北门那边修车铺的人昨晚偷走了我的电动车");
  expect(await stored(chat, second)).toMatchObject({ status: "duplicate" });
  expect(await stored(chat, first)).toMatchObject({ offence: "proposed", status: "accepted" });
  expect((await stored(chat, first)).entries.map(({ kind }) => kind)).toContain("corrected");
  expect(await audited(chat, first)).toContain("report.offence");
  expect((await chat.officer("李").dm("/办结 1 抽干了")).join()).toMatch(/转报案/);
  expect(inbox(chat, "张")).not.toMatch(/偷|抽干/);
});

test("danger told on a merged report opens it on its own, calls until somebody takes it, and no other resident hears of it", async () => {
  const chat = await merged();
  await chat.resident("王").dm("北门这里有人掉进水里了，快来救命");
  const { reports } = await chat.store.reports.find({ priority: "urgent" }, { limit: 9 });
  expect(reports).toHaveLength(1);
  expect(reports[0]).toMatchObject({ status: "received" });
  expect(await chat.store.timers.get(`urgent/${reports[0]?.id}`)).toBeDefined();
  const heard = chat.resident("张").inbox.length;
  await chat.advance(5 * 60_000);
  expect(chat.resident("张").inbox).toHaveLength(heard);
});

test("「急」 on a merged report calls too", async () => {
  const chat = await merged();
  await chat.resident("王").dm("急");
  const report = await stored(chat, second);
  expect(report).toMatchObject({ priority: "urgent", status: "received" });
  expect(report).not.toHaveProperty("mergedInto");
  expect(await chat.store.timers.get(`urgent/${report.id}`)).toBeDefined();
});
