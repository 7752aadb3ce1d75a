import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { alertsIn, daily } from "../support/daily-alerts.ts";
import { type Chat, startChat } from "../support/start-chat.ts";

/** Tomorrow's plan: shown in the evening, changed in the night, sent in the morning. */

const MINUTE = 60_000;
/** 17:30 in Shanghai. */
const at = new Date("2026-11-24T09:30:00Z");
const slot = "daily@2026-11-25T08:10:00";

async function station(more = "", alerts?: string) {
  const dir = alerts ?? (await daily(more));
  const chat = await startChat({
    officers: [
      "李",
      { name: "治安", approves: ["治安防范"] },
      { name: "赵值班", role: "dispatcher" },
      { name: "所长", role: "leader" },
      { name: "教导员", role: "leader" },
    ],
    groups: ["甲群", "乙群"],
    config: { alerts: dir },
    at,
  });
  return { chat, dir };
}
/** The hours of the night are slept through. */
async function toMorning(chat: Chat): Promise<void> {
  chat.clock.leap(new Date("2026-11-25T00:08:00Z"));
  await chat.advance(4 * MINUTE);
}
const last = (chat: Chat, name: string) => chat.officer(name).inbox.at(-1);

test("in the evening those who may change or approve it see tomorrow's plan once, and it is sent in the morning", async () => {
  const { chat } = await station();
  await chat.advance(45 * MINUTE);
  for (const name of ["治安", "赵值班", "所长"])
    expect(chat.officer(name).inbox).toEqual([
      expect.stringMatching(
        /^明天的提示：\n08:10 daily → 2个群，T2611-001\n【二】\n正文\n光明路派出所\n要改/,
      ),
    ]);
  expect(chat.officer("李").inbox).toEqual([]);
  expect(await chat.officer("李").dm("/提示 明天")).toEqual([
    "明天的提示：\n08:10 daily → 2个群，T2611-001\n【二】\n正文\n光明路派出所",
  ]);
  await chat.restart();
  await toMorning(chat);
  expect(chat.said("甲群")).toEqual(["【二】\n正文\n光明路派出所"]);
  expect(chat.officer("所长").inbox.filter((text) => !text.startsWith("【晨报】"))).toEqual([]);
  expect(await chat.store.alerts.byNumber("T2611-001")).toMatchObject({ state: "completed" });
});

test("the plan wins over edits of the night, each told once; also where the file or the time is changed", async () => {
  const { chat, dir } = await station();
  await chat.advance(45 * MINUTE);
  await writeFile(join(dir, "daily", "二.md"), "---\ntitle: 二\n---\n另外的话\n{station}\n");
  await chat.advance(10 * MINUTE);
  const heard = chat.officer("所长").inbox.length;
  expect(last(chat, "所长")).toMatch(
    /^11月25日 08:10的 T2611-001「二」，文件 daily\/二.md 看过以后改了。\n仍按看过的发/,
  );
  await chat.advance(5 * MINUTE);
  expect(chat.officer("所长").inbox).toHaveLength(heard);
  await rm(join(dir, "daily", "二.md"));
  await writeFile(join(dir, "schedule.yaml"), "- { id: daily, series: daily, cron: 30 8 * * * }\n");
  await chat.advance(MINUTE * 2);
  expect(last(chat, "所长")).toContain("没有了");
  await toMorning(chat);
  expect(chat.said("甲群")).toEqual(["【二】\n正文\n光明路派出所"]);
  chat.clock.leap(new Date("2026-11-25T10:01:00Z"));
  await chat.advance(2 * MINUTE);
  chat.clock.leap(new Date("2026-11-26T00:28:00Z"));
  await chat.advance(4 * MINUTE);
  expect(alertsIn(chat.said("甲群"))).toHaveLength(2);
  expect((await chat.store.slots.since("2026-11-26")).map(({ key }) => key)).toEqual([
    "daily@2026-11-26T08:30:00",
  ]);
});

test("a leader or the officer on duty swaps it, writes another or stops it with a reason; others are refused in words", async () => {
  const { chat } = await station();
  await chat.advance(45 * MINUTE);
  for (const words of ["换", "用 别的\n话", "停 下雨"])
    for (const name of ["李", "治安"])
      expect(await chat.officer(name).dm(`/提示 明天 ${words}`)).toEqual([
        "改计划要值班或所领导来办，没有改。",
      ]);
  expect(await chat.officer("赵值班").dm("/提示 明天 换 没有的")).toEqual([
    "明天没有这一条，没有改。有：daily。",
  ]);
  expect(await chat.officer("赵值班").dm("/提示 明天 换 daily")).toEqual([
    "【一】\n正文\n光明路派出所",
    "上面是原样。明天08:10 daily 换成这条（T2611-002），到点就发。",
  ]);
  expect(last(chat, "所长")).toBe("11月25日 08:10的提示，赵值班换成「一」。");
  expect(await chat.store.alerts.byNumber("T2611-001")).toMatchObject({ state: "cancelled" });
  expect(await chat.officer("所长").dm("/提示 明天 停")).toEqual([expect.stringMatching(/^要写原因/)]);
  expect(await chat.officer("所长").dm("/提示 明天 停 下大雨，另发")).toEqual([
    "明天08:10 daily 不发了，已告诉相关的人。",
  ]);
  await toMorning(chat);
  expect(chat.said("甲群")).toEqual([]);
  expect(await chat.store.slots.get(slot)).toMatchObject({ state: "missed", reason: "stopped" });
});

test("an officer's own words in its place need a second person; approved in the night they go out in the morning", async () => {
  const { chat } = await station();
  await chat.advance(45 * MINUTE);
  const [preview, answer] = await chat.officer("所长").dm("/提示 明天 用 明早有雾\n开车开雾灯，慢一点。");
  expect(preview).toBe("【明早有雾】\n开车开雾灯，慢一点。\n光明路派出所");
  expect(answer).toMatch(/等治安批，批了到点就发/);
  expect(await chat.officer("所长").dm("同意")).toEqual(["自己申请的要由另一位同意。"]);
  await chat.officer("教导员").dm("同意");
  expect(chat.said("甲群")).toEqual([]);
  await toMorning(chat);
  expect(chat.said("甲群")).toEqual([preview]);
});

test("with approve: each a slot without approval is held, said to those who can release it, and released in time", async () => {
  const { chat } = await station(", approve: each");
  await chat.advance(45 * MINUTE);
  expect(chat.officer("治安").inbox.join("\n")).toContain("回「同意 T2611-001」");
  await toMorning(chat);
  expect(chat.said("甲群")).toEqual([]);
  expect(await chat.store.slots.get(slot)).toMatchObject({ state: "held", reason: "not-approved" });
  for (const name of ["治安", "所长"])
    expect(chat.officer(name).inbox.join("\n")).toContain("08:10的「二」还没人批，先不发。\n10:10前回「同意");
  expect(await chat.officer("所长").dm("同意")).toEqual(["已同意 T2611-001，已告诉申请的人。"]);
  expect(chat.said("甲群")).toEqual(["【二】\n正文\n光明路派出所"]);
  expect(await chat.store.slots.get(slot)).toMatchObject({ state: "fired" });
});

test("held past its catch-up it is not sent, and cannot be approved any more", async () => {
  const { chat } = await station(", approve: each");
  await chat.advance(45 * MINUTE);
  await toMorning(chat);
  chat.clock.leap(new Date("2026-11-25T02:08:00Z"));
  await chat.advance(4 * MINUTE);
  expect(await chat.store.slots.get(slot)).toMatchObject({ state: "missed", reason: "not-approved" });
  expect(last(chat, "所长")).toBe("T2611-001「二」没等到同意，过了时间，不发了。");
  expect((await chat.officer("所长").dm("同意")).join()).toMatch(/眼下没有等您批的/);
  expect(chat.said("甲群")).toEqual([]);
});

test("rejected in the evening it is missed in the morning", async () => {
  const { chat } = await station(", approve: each");
  await chat.advance(45 * MINUTE);
  await chat.officer("所长").dm("否 说得不对");
  await toMorning(chat);
  expect(await chat.store.slots.get(slot)).toMatchObject({ state: "missed", reason: "rejected" });
  expect(chat.said("甲群")).toEqual([]);
});

test("down in the evening, the slot draws and says so", async () => {
  const { chat } = await station();
  await chat.app.stop();
  chat.clock.leap(new Date("2026-11-25T00:05:00Z"));
  await chat.restart();
  await chat.advance(10 * MINUTE);
  expect(alertsIn(chat.said("甲群"))).toHaveLength(1);
  expect(last(chat, "所长")).toBe("昨晚没排计划，08:10发的是 T2611-001「二」。");
});

test.each([
  ["over the preview", "2026-11-24T09:50:00Z", "2026-11-24T13:00:00Z"],
  ["over the preview and midnight", "2026-11-24T09:50:00Z", "2026-11-24T18:00:00Z"],
  ["back over the preview", "2026-11-24T10:10:00Z", "2026-11-24T07:00:00Z"],
  ["over the slot", "2026-11-25T00:05:00Z", "2026-11-25T01:30:00Z"],
  ["back over the slot", "2026-11-25T00:14:00Z", "2026-11-24T22:00:00Z"],
  ["over slot and catch-up", "2026-11-25T00:05:00Z", "2026-11-25T04:00:00Z"],
])("a clock that jumps %s sends nothing twice and leaves nothing unsaid", async (_, from, to) => {
  const { chat } = await station();
  await chat.advance(MINUTE);
  // From one time that counts to the next, and a few minutes at each; in between is slept.
  const stops = ["2026-11-24T09:58:00Z", "2026-11-25T00:08:00Z"].filter((stop) => stop < from);
  for (const stop of stops) {
    chat.clock.leap(new Date(stop));
    await chat.advance(4 * MINUTE);
  }
  chat.clock.leap(new Date(from));
  await chat.advance(2 * MINUTE);
  chat.clock.leap(new Date(to));
  await chat.advance(3 * MINUTE);
  for (const stop of ["2026-11-24T09:58:00Z", "2026-11-25T00:08:00Z"].filter((one) => one > to)) {
    chat.clock.leap(new Date(stop));
    await chat.advance(4 * MINUTE);
  }
  const said = alertsIn(chat.said("甲群"));
  const row = await chat.store.slots.get(slot);
  expect(said.length).toBe(row?.state === "fired" ? 1 : 0);
  expect(row?.state).toBe(to === "2026-11-25T04:00:00Z" ? "missed" : "fired");
  const shown = chat
    .officer("所长")
    .inbox.filter((text) => text.includes("明天的提示") && text.includes("T2611-001"));
  const drawn = chat.officer("所长").inbox.filter((text) => text.startsWith("昨晚没排计划"));
  const missed = chat.officer("所长").inbox.filter((text) => text.includes("错过"));
  expect(shown.length + drawn.length + missed.length).toBeGreaterThan(0);
  expect(shown.length).toBeLessThan(2);
});
