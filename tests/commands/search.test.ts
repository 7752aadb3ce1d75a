import { expect, test } from "vitest";
import { startChat } from "../support/start-chat.ts";
import { filed } from "./filed.ts";

const officers = [
  "李",
  { name: "所长", role: "leader" as const },
  { name: "审计员", role: "auditor" as const },
];

test("all words must occur, in texts, place or number, newest first", async () => {
  const chat = await startChat({ officers });
  const older = await filed(chat, { text: "电动车堵门", place: "矿工路" });
  await filed(chat, { text: "噪音", place: "矿工路" });
  const newer = await filed(chat, { text: "电动车在楼道充电", place: "矿工路" });
  const [answer = ""] = await chat.officer("李").dm("/搜索 矿工路 电动车");
  expect(answer.match(/R\d{4}-\d{4}/g)).toEqual([newer, older]);
  expect(answer).toContain("楼道充电");
  expect(await chat.officer("李").dm(`/搜索 ${older.slice(1)}`)).toEqual([expect.stringContaining("堵门")]);
});

test("closed reports are found too, page by page", async () => {
  const chat = await startChat({ officers });
  for (let i = 0; i < 10; i++) await filed(chat, { text: `纸箱 ${i}`, status: "resolved" });
  const [first = ""] = await chat.officer("审计员").dm("/搜索 纸箱");
  expect(first).toMatch(/^找到10件[\s\S]*还有2件，发「\/搜索 纸箱 第2页」$/);
  const [second = ""] = await chat.officer("审计员").dm("/搜索 纸箱 第2页");
  expect(second.match(/R\d{4}-\d{4}/g)).toEqual(["R2611-0002", "R2611-0001"]);
});

test("a complaint is found by leaders only", async () => {
  const chat = await startChat({ officers });
  const complaint = await filed(chat, { category: "complaint", text: "民警态度不好" });
  for (const name of ["李", "审计员"]) {
    expect(await chat.officer(name).dm("/搜索 态度")).toEqual(["没有找到「态度」。少写一个词试试。"]);
  }
  expect(await chat.officer("所长").dm("/搜索 态度")).toEqual([expect.stringContaining(complaint)]);
});

test("a search for nothing is refused with an example", async () => {
  const chat = await startChat({ officers });
  expect(await chat.officer("李").dm("/搜索")).toEqual(["要写找什么，例如「/搜索 电动车」。"]);
});

test.each(["著火", "着\u200b火", "着火", "ｗｉ－ｆｉ", "WI–FI", "wi-fi"])(
  "a text is found in whatever spelling it is looked for or was told: %j",
  async (typed) => {
    const chat = await startChat({ officers });
    const told = await filed(chat, { text: "隔壁著\u200b火了，Wi‑Fi也斷了" });
    expect(await chat.officer("李").dm(`/搜索 ${typed}`)).toEqual([expect.stringContaining(told)]);
  },
);
