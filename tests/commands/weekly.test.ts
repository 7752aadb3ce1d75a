import { expect, test } from "vitest";
import { repositoryLedgers } from "../support/ledgers.ts";
import { startChat } from "../support/start-chat.ts";
import { filed } from "./filed.ts";

const office = "体育场警务室";
const DAY = 86_400_000;
/** Friday 20 November 2026, 10:00 in Shanghai. */
const at = new Date("2026-11-20T02:00:00Z");
const officers = [
  { name: "李", office },
  { name: "王", office },
  { name: "所长", role: "leader" as const },
];
const station = { officers, offices: [{ name: office, places: ["矿工路"] }, "新程街社区警务室"], at };

test("a week is written out of what was done, by the officer and by their office", async () => {
  const chat = await startChat(station);
  const li = chat.officer("李");
  await filed(chat, { by: "张三丰", text: "张三丰家门口有垃圾" });
  await filed(chat, { category: "dispute" });
  await filed(chat, { office: "新程街社区警务室" });
  await filed(chat, { receivedAt: "2026-11-15T15:59:00.000Z", category: "tip" }); // Sunday 23:59
  await chat.advance(3_600_000);
  await li.dm("/认领 1");
  await li.dm("/回复 1 民警：张三丰您好，马上来");
  await li.dm("/办结 1 已清走，张三丰满意");
  await li.dm("/认领 2");
  await chat.officer("王").dm("/认领 4");
  expect(await li.dm("/周报")).toEqual([
    [
      "周报 11月16日—11月20日 体育场警务室 李",
      "一、本人",
      "接手2件，回复1次，办结1件，首次答复中位60分钟。",
      "办结：R2611-0001 求助·矿工路。",
      "在办：R2611-0002 纠纷·矿工路。",
      "二、体育场警务室",
      "收到群众反映2件：求助1、纠纷1，其中已办结1件。",
      "首次答复：中位60分钟，九成在60分钟内。",
      "办结：中位60分钟，九成在60分钟内。",
      "眼下未结2件，逾期1件。",
    ].join("\n"),
  ]);
});

test("on a Monday the week before is meant, and another can be asked for", async () => {
  const chat = await startChat(station);
  await filed(chat);
  await chat.officer("李").dm("/认领 1");
  await chat.advance(3 * DAY);
  expect(await chat.officer("李").dm("/周报")).toEqual([
    expect.stringMatching(/^周报 11月16日—11月22日 .*\n.*\n接手1件。/),
  ]);
  expect(await chat.officer("李").dm("/周报 本周")).toEqual([
    expect.stringMatching(/^周报 11月23日—11月23日 .*\n一、本人\n没有接手、回复或办结。\n在办：R2611-0001/),
  ]);
  expect(await chat.officer("李").dm("/周报 下周")).toEqual([expect.stringMatching(/^不认识「下周」/)]);
});

test("no resident's name or word is in it, and what one may not see is not counted", async () => {
  const chat = await startChat(station);
  await filed(chat, { by: "张三丰", text: "邻居赵四打人", category: "complaint" });
  await filed(chat, { by: "孙七", text: "孩子被人摸", sensitive: true, category: "help" });
  const [officers, leaders] = [await chat.officer("王").dm("/周报"), await chat.officer("所长").dm("/周报")];
  expect(officers.join()).toContain("收到群众反映0件");
  expect(leaders.join()).toContain("收到群众反映2件：求助1、投诉1");
  expect([...officers, ...leaders].join()).not.toMatch(/张三丰|赵四|孙七|孩子/);
});

test("the diary of a day or a week is composed of what was done, and of what was kept in ledgers", async () => {
  const chat = await startChat({ ...station, config: { ledgers: repositoryLedgers } });
  const [li, wang] = [chat.officer("李"), chat.officer("王")];
  await li.dm("/走访 锦绣家园3号楼 老人独居，灯坏了 特困和鳏寡孤独");
  await li.dm("/调解 矿工路 为了停车吵架");
  for (const answer of ["邻里", "甲 13700000000", "乙"]) await li.dm(answer);
  await wang.dm("/走访 矿工路 都好 基层组织");
  await chat.advance(DAY);
  await li.dm("完成 走访-1");
  expect(await li.dm("/周报 昨天")).toEqual([
    [
      "日志 11月20日 体育场警务室 李",
      "一、本人",
      "没有接手、回复或办结。",
      "走访日记1条：走访-1 锦绣家园3号楼，特困和鳏寡孤独，老人独居，灯坏了。",
      "矛盾调解1条：调解-1 矿工路，邻里，为了停车吵架。",
      "二、体育场警务室",
      "收到群众反映0件。",
      "眼下未结0件。",
    ].join("\n"),
  ]);
  expect((await li.dm("/周报 今天"))[0]).toMatch(/\n走访日记：办完以前的1条：走访-1。\n/);
  expect((await li.dm("/周报"))[0]).toMatch(/^周报 .*\n一、本人\n.*\n走访日记1条：走访-1 .*。\n矛盾调解1条/);
});
