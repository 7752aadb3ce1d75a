import fc from "fast-check";
import { expect, test } from "vitest";
import { faultOf, filledIn, placeholders } from "../../src/domain/canned-answers.ts";
import { startChat } from "../support/start-chat.ts";
import { filed } from "./filed.ts";

const station = (config: Record<string, unknown> = {}) =>
  startChat({
    officers: [
      { name: "李红梅", office: "体育场警务室" },
      { name: "值", role: "dispatcher" },
      { name: "所长", role: "leader" },
      { name: "审计", role: "auditor" },
      { name: "管", role: "admin" },
    ],
    config,
  });
const DRAIN = "{编号}的积水已经通了，有事打{电话}找{民警}。{警务室}";

test("a canned answer is written by those on duty and used by all, its placeholders filled in", async () => {
  const chat = await station();
  const number = await filed(chat);
  expect(await chat.officer("值").dm(`/常用语 加 积水 ${DRAIN}`)).toEqual([
    `记下了「积水」：\n${DRAIN}\n用的时候发「/回复 编号 积水」。`,
  ]);
  expect(await chat.officer("李红梅").dm("/常用语")).toEqual([
    expect.stringMatching(/^常用语1条.*\n积水　\{编号\}的积水已经通了/),
  ]);
  await chat.officer("李红梅").dm("/回复 1 积水");
  await chat.officer("李红梅").dm("/回复 1 常用语 积水");
  const words = `民警回复 ${number}：${number}的积水已经通了，有事打0375-0000000找李红梅。体育场警务室`;
  expect(chat.resident("张").inbox).toEqual([words, words]);
});

test("quoting a notice, its name is enough, and the preview shows what goes", async () => {
  const chat = await station();
  const number = await filed(chat);
  await chat.officer("所长").dm("/常用语 加 明早来 明早9点{民警}上门。");
  expect(await chat.officer("李红梅").dm("明早来", { quote: `${number} 求助` })).toEqual([
    expect.stringContaining("「明早9点李红梅上门。」"),
  ]);
});

test("several residents each read their own number", async () => {
  const chat = await station();
  await filed(chat, { by: "甲" });
  await filed(chat, { by: "乙" });
  await chat.officer("所长").dm("/常用语 加 通了 {编号}已经通了。");
  await chat.officer("李红梅").dm("/回复 1 2 通了");
  expect(chat.resident("甲").inbox).toEqual(["民警回复 R2611-0001：R2611-0001已经通了。"]);
  expect(chat.resident("乙").inbox).toEqual(["民警回复 R2611-0002：R2611-0002已经通了。"]);
});

test("it is changed, shown and deleted; after a restart it is still there", async () => {
  const chat = await station();
  await chat.officer("值").dm("/常用语 加 积水 通了。");
  expect(await chat.officer("值").dm("/常用语 加 积水 又一条")).toEqual([expect.stringMatching(/^已经有/)]);
  await chat.officer("值").dm("/常用语 改 积水 明天通。");
  await chat.restart();
  expect(await chat.officer("李红梅").dm("/常用语 积水")).toEqual(["积水：\n明天通。"]);
  expect(await chat.officer("所长").dm("/常用语 删 积水")).toEqual(["已删「积水」。"]);
  expect(await chat.officer("李红梅").dm("/常用语")).toEqual([expect.stringMatching(/^还没有常用语/)]);
  expect(await chat.officer("值").dm("/常用语 改 积水 明天通。")).toEqual([
    expect.stringMatching(/^没有叫「积水」/),
  ]);
});

test.each(["李红梅", "管"])("%s, who is not on duty, may use them and write none", async (who) => {
  const chat = await station();
  await chat.officer("值").dm("/常用语 加 积水 通了。");
  for (const typed of ["/常用语 加 路灯 修了", "/常用语 改 积水 修了", "/常用语 删 积水"])
    expect(await chat.officer(who).dm(typed)).toEqual([expect.stringMatching(/^这件事您办不了/)]);
  expect(await chat.officer(who).dm("/常用语")).toEqual([expect.stringMatching(/^常用语1条/)]);
});

test.each([
  ["/常用语 加 积水 {姓名}您好", /^没有\{姓名\}这一项，没有记。能用的：\{编号\}\{民警\}\{警务室\}\{电话\}$/],
  ["/常用语 加 积水 {}您好", /^没有\{\}这一项/],
  ["/常用语 加 积水 {编号您好", /^大括号没有配对/],
  ["/常用语 加 积水", /^要写回复的话/],
  ["/常用语 加", /^要写常用语的名字/],
  ["/常用语 加 42 通了", /^名字最多12个字/],
  ["/常用语 加 删 通了", /^这个名字和命令重了/],
  ["/回复 1 常用语 没有的", /^没有叫「没有的」的常用语，没有办/],
])("「%s」 is refused in a sentence", async (typed, sentence) => {
  const chat = await station();
  await filed(chat);
  expect(await chat.officer("值").dm(typed)).toEqual([expect.stringMatching(sentence)]);
  expect(await chat.store.cannedAnswers.all()).toEqual([]);
  expect(chat.resident("张").inbox).toEqual([]);
});

test("where the station has no telephone, an answer that names it is not sent", async () => {
  const chat = await station({ station: { name: "光明路派出所" } });
  await filed(chat);
  await chat.officer("值").dm("/常用语 加 电话 请打{电话}。");
  expect(await chat.officer("值").dm("/回复 1 电话")).toEqual([expect.stringMatching(/\{电话\}.*没有发/)]);
  expect(chat.resident("张").inbox).toEqual([]);
});

test("a text is either refused, or filled in without a brace left", () => {
  const bit = fc.oneof(
    fc.constantFrom("{", "}", "｛", "｝", "编号", "{编号}", "｛ 民警 ｝", "{电话}", "{警务室}", "好"),
    fc.string({ unit: "grapheme", maxLength: 4 }),
  );
  const values = { 编号: "R2611-0042", 民警: "李", 警务室: "体育场", 电话: "110" };
  fc.assert(
    fc.property(fc.array(bit, { minLength: 1, maxLength: 8 }), (bits) => {
      const text = bits.join("");
      if (faultOf({ name: "名", text })) return;
      const filled = filledIn(text, values);
      expect("text" in filled && !/[{}｛｝]/.test(filled.text)).toBe(true);
      const named = placeholders.find((one) => text.includes(`{${one}}`));
      if (named) expect(filledIn(text, { ...values, [named]: undefined })).toHaveProperty("missing");
    }),
  );
});
