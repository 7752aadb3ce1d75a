import { expect, test } from "vitest";
import { filed, stored } from "../commands/filed.ts";
import { startChat } from "../support/start-chat.ts";

const station = () => startChat({ officers: [{ name: "李", office: "体育场警务室" }] });

test("a digit answers the list of what waits for ten minutes, and then opens the report of that number", async () => {
  const chat = await station();
  const [first, second] = [await filed(chat), await filed(chat)];
  expect(await chat.officer("李").dm("接")).toEqual([
    `有2件待接，请写编号，或10分钟内回序号：\n1　${first} 求助·体育场警务室·矿工路\n2　${second} 求助·体育场警务室·矿工路`,
  ]);
  expect(await chat.officer("李").dm("2")).toEqual([expect.stringMatching(`^已认领 ${second}，由您办理`)]);
  // Answered once: the next digit is a number.
  expect(await chat.officer("李").dm("1")).toEqual([expect.stringMatching(`^${first} 求助`)]);
  await filed(chat);
  await chat.officer("李").dm("接");
  await chat.advance(10 * 60_000);
  expect(await chat.officer("李").dm("1")).toEqual([expect.stringMatching(`^${first} 求助`)]);
  expect((await stored(chat, first)).status).toBe("received");
});

test("a digit that the list does not have opens the report, and the list can still be answered", async () => {
  const chat = await station();
  const numbers = [await filed(chat), await filed(chat), await filed(chat, { office: "新程街社区警务室" })];
  await chat.officer("李").dm("接");
  expect(await chat.officer("李").dm("3")).toEqual([expect.stringMatching(`^${numbers[2]} 求助`)]);
  expect(await chat.officer("李").dm("第1个")).toEqual([expect.stringMatching(`^已认领 ${numbers[0]}`)]);
});

test.each([
  "接 孩子去了",
  "看 情况再说",
  "回复 马上到",
  "办结 了吗",
  "备注 一下",
  "重开 吧",
  "改 天再说",
  "认领 那个纸箱的",
])("「%s」 without a slash is no command, and nothing happens", async (typed) => {
  const chat = await station();
  const number = await filed(chat);
  expect(await chat.officer("李").dm(typed)).toEqual([
    expect.stringMatching(/^怕弄错，没有办。.*前面加「\/」/),
  ]);
  const { id, status } = await stored(chat, number);
  expect([status, (await chat.store.reports.entries(id)).length]).toEqual(["received", 1]);
  expect(chat.resident("张").inbox).toEqual([]);
});

test.each([
  ["认领 1", /^已认领/],
  ["认领1", /^已认领/],
  ["接", /^已认领/],
  ["看 1", /纸箱/],
  ["R2611-0001", /纸箱/],
  ["1", /纸箱/],
  ["回复 1 马上到", /已回复/],
  ["备注 R2611-0001 去过了", /记下备注/],
  ["列表 全部", /^未结1件/],
  ["帮助 办结", /办结/],
])("「%s」 without a slash is one", async (typed, answer) => {
  const chat = await station();
  await filed(chat);
  expect(await chat.officer("李").dm(typed)).toEqual([expect.stringMatching(answer)]);
});

test("polite words are nothing, and to an urgent matter that nobody has they get how to take it", async () => {
  const chat = await station();
  await filed(chat);
  for (const typed of ["收到", "好的", "谢谢", "马上到"])
    expect(await chat.officer("李").dm(typed)).toEqual([]);
  const number = await filed(chat, { priority: "urgent" });
  for (const typed of ["收到", "好的，马上到"])
    expect(await chat.officer("李").dm(typed)).toEqual([`${number} 还没人接。回「接」才算接手。`]);
  expect((await stored(chat, number)).status).toBe("received");
});
