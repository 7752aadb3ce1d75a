import { expect, test } from "vitest";
import { startChat } from "../support/start-chat.ts";
import { audited, filed, stored } from "./filed.ts";

test("taking a report makes the officer its holder and tells the resident that somebody has it", async () => {
  const chat = await startChat({ officers: ["李"] });
  const number = await filed(chat);
  expect(await chat.officer("李").dm(`/认领 ${number}`)).toEqual([
    `已认领 ${number}，由您办理。\n居民已知道有民警接手。`,
  ]);
  expect(chat.resident("张").inbox).toEqual([expect.stringContaining(`${number} 已有民警接手`)]);
  expect(await stored(chat, number)).toMatchObject({ status: "accepted", entries: [{}, { text: "认领" }] });
  expect(await audited(chat, number)).toEqual(["report.taken"]);
});

test("a number of this month may be typed short, full-width, and without the slash", async () => {
  const chat = await startChat({ officers: ["李"] });
  const numbers = [await filed(chat), await filed(chat), await filed(chat)];
  expect(await chat.officer("李").dm("接 1")).toEqual([expect.stringContaining(`已认领 ${numbers[0]}`)]);
  expect(await chat.officer("李").dm("／认领 ２")).toEqual([expect.stringContaining(`已认领 ${numbers[1]}`)]);
  expect(await chat.officer("李").dm("、take r2611-3")).toEqual([
    expect.stringContaining(`已认领 ${numbers[2]}`),
  ]);
});

test("what a colleague holds cannot be taken, and one is told who holds it", async () => {
  const chat = await startChat({ officers: ["李", "王"] });
  const number = await filed(chat);
  await chat.officer("李").dm(`/认领 ${number}`);
  expect(await chat.officer("王").dm(`/认领 ${number}`)).toEqual([expect.stringMatching(/由李在办.*\/指派/)]);
  expect(await chat.officer("李").dm(`/认领 ${number}`)).toEqual([`${number} 已经由您办理。`]);
  expect(await audited(chat, number)).toEqual(["report.taken"]);
});

test("nothing is told to somebody who may be hiding, and the officer knows it", async () => {
  const chat = await startChat({ officers: ["李"] });
  const number = await filed(chat);
  const { reporter } = await stored(chat, number);
  await chat.store.tx(async (t) => {
    const contact = await t.contacts.get(reporter);
    if (contact) t.contacts.put({ ...contact, quietSince: chat.clock.now().toISOString() });
  });
  await chat.advance(1000);
  expect(await chat.officer("李").dm(`/认领 ${number}`)).toEqual([
    `已认领 ${number}，由您办理。\n对方可能不便看手机，等他再发消息时转达。`,
  ]);
  expect(chat.resident("张").inbox).toEqual([]);
});

test("a missing or foolish number gets what was wrong and an example", async () => {
  const chat = await startChat({ officers: ["李"] });
  expect(await chat.officer("李").dm("/认领")).toEqual([expect.stringMatching(/要写一个编号.*\n\/认领 42/)]);
  expect(await chat.officer("李").dm("/认领 纸箱")).toEqual([expect.stringMatching(/「纸箱」不是编号/)]);
  expect(await chat.officer("李").dm("/认领 42")).toEqual([expect.stringMatching(/没有找到 R2611-0042/)]);
});
