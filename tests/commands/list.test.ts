import { expect, test } from "vitest";
import { type Chat, startChat } from "../support/start-chat.ts";
import { filed } from "./filed.ts";

const offices = [{ name: "体育场警务室", places: ["矿工路"] }, "新程街社区警务室"];
const officers = [
  { name: "李", office: "体育场警务室" },
  { name: "所长", role: "leader" as const },
];

/** Numbers in an answer, in their order. */
const numbers = ([answer = ""]: string[]) => answer.match(/R\d{4}-\d{4}/g) ?? [];

/** Reports one minute apart, oldest first. */
async function filedInTurn(chat: Chat, wanted: Parameters<typeof filed>[1][]) {
  const all: string[] = [];
  for (const [i, one] of wanted.entries()) {
    const receivedAt = new Date(chat.clock.now().getTime() - (100 - i) * 60_000).toISOString();
    all.push(await filed(chat, { ...one, receivedAt }));
  }
  return all;
}

test("one's own office and what one has oneself, urgent first, oldest first", async () => {
  const chat = await startChat({ officers, offices });
  const [a, b, , d] = await filedInTurn(chat, [
    {},
    { priority: "urgent" },
    { office: "新程街社区警务室" },
    { office: "新程街社区警务室" },
    {},
    { priority: "urgent" },
  ]);
  await chat.officer("李").dm(`/认领 ${d}`);
  expect(numbers(await chat.officer("李").dm("/列表"))).toEqual([b, "R2611-0006", a, d, "R2611-0005"]);
});

test("filters are words, in any order", async () => {
  const chat = await startChat({ officers, offices });
  const [help, tip, elsewhere, closed] = await filedInTurn(chat, [
    { priority: "urgent" },
    { category: "tip" },
    { office: "新程街社区警务室" },
    {},
  ]);
  await chat.officer("李").dm(`/办结 ${closed} 好了`);
  await chat.officer("李").dm(`/认领 ${tip}`);
  const list = async (typed: string) => numbers(await chat.officer("李").dm(`/列表 ${typed}`));
  expect(await list("全部")).toEqual([help, tip, elsewhere]);
  expect(await list("我的")).toEqual([tip]);
  expect(await list("急件")).toEqual([help]);
  expect(await list("线索")).toEqual([tip]);
  expect(await list("举报 全部")).toEqual([tip]);
  expect(await list("已办结")).toEqual([closed]);
  expect(await list("已结 求助")).toEqual([closed]);
  expect(await list("新程街")).toEqual([elsewhere]);
  expect(await list("待接手 体育场警务室")).toEqual([help]);
});

test("a page has eight rows and says how to get the next", async () => {
  const chat = await startChat({ officers, offices });
  const all = await filedInTurn(
    chat,
    Array.from({ length: 19 }, (_, i) => (i % 5 === 4 ? { priority: "urgent" } : {})),
  );
  const urgent = all.filter((_, i) => i % 5 === 4);
  const inOrder = [...urgent, ...all.filter((n) => !urgent.includes(n))];
  const first = await chat.officer("李").dm("/列表 全部");
  expect(first[0]).toMatch(/^未结19件：/);
  expect(first[0]).toMatch(/还有11件，发「\/列表 全部 第2页」$/);
  const second = await chat.officer("李").dm("/列表 全部 第2页");
  const third = await chat.officer("李").dm("/列表 第３页 全部");
  expect([...numbers(first), ...numbers(second), ...numbers(third)]).toEqual(inOrder);
  expect(third[0]).not.toContain("还有");
  expect(await chat.officer("李").dm("/列表 第9页")).toEqual([expect.stringMatching(/没有第9页，一共19件/)]);
});

test("a direct message shows how each begins and who has it, an officers' group never does", async () => {
  const chat = await startChat({ officers, offices, groups: [{ name: "民警群", kind: "officers" }] });
  const number = await filed(chat, {
    text: "三楼的老周把纸箱堆满楼道，说了几次都不听，怕着火",
    place: "矿工路12号院3单元",
    priority: "urgent",
  });
  await chat.officer("李").dm(`/认领 ${number}`);
  expect(await chat.officer("李").dm("/列表")).toEqual([
    `未结1件：\n【急】${number} 求助·矿工路 民警已接手（李） 11月24日，刚到\n　三楼的老周把纸箱堆满楼道，说了几次都…`,
  ]);
  expect(await chat.officer("李").say("民警群", "/列表")).toEqual([
    `未结1件：\n【急】${number} 求助·矿工路 民警已接手`,
  ]);
});

test("complaints are listed for leaders in direct messages and counted for nobody else", async () => {
  const chat = await startChat({ officers, offices, groups: [{ name: "民警群", kind: "officers" }] });
  const complaint = await filed(chat, { category: "complaint" });
  expect(await chat.officer("李").dm("/列表 全部")).toEqual(["眼下没有未结的反映。"]);
  expect(await chat.officer("李").dm("/列表 全部 投诉")).toEqual(["没有这样的反映。"]);
  expect(numbers(await chat.officer("所长").dm("/列表"))).toEqual([complaint]);
  expect(await chat.officer("所长").say("民警群", "/列表 全部 投诉")).toEqual(["没有这样的反映。"]);
});

test("an unknown word is named, with what one may write", async () => {
  const chat = await startChat({ officers, offices });
  expect(await chat.officer("李").dm("/列表 昨天")).toEqual([
    expect.stringMatching(/不认识「昨天」[\s\S]*例如「\/列表 全部 求助」/),
  ]);
});

test("a report of no office waits in everybody's list, and 「接」 alone takes it", async () => {
  const chat = await startChat({ officers, offices });
  await chat.resident("张").dm("楼上漏水漏到我家了");
  expect((await chat.store.reports.byNumber("R2611-0001"))?.office).toBeUndefined();
  expect(numbers(await chat.officer("李").dm("/列表"))).toEqual(["R2611-0001"]);
  expect(await chat.officer("李").dm("接")).toEqual([expect.stringContaining("已认领 R2611-0001")]);
});
