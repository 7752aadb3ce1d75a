import fc from "fast-check";
import { expect, test } from "vitest";
import { readNumbers } from "../../src/commands/several-numbers.ts";
import { startChat } from "../support/start-chat.ts";
import { audited, filed, stored, written } from "./filed.ts";

const station = () => startChat({ officers: ["李", "王", { name: "值", role: "dispatcher" }] });

test("several reports are closed at once, each told to its own resident; one answer says which were not, and why", async () => {
  const chat = await station();
  const numbers = [
    await filed(chat, { by: "甲" }),
    await filed(chat, { by: "乙" }),
    await filed(chat, { by: "丙" }),
  ];
  await chat.officer("王").dm("/办结 2 早就通了");
  const [answer] = await chat.officer("李").dm("/办结 1 2 3 9 同一处积水已通");
  const lines = answer?.split("\n") ?? [];
  expect(lines.slice(0, 2)).toEqual(["R2611-0001 已办结。", "R2611-0003 已办结。"]);
  expect(lines).toContain("没办的2件：");
  expect(answer).toMatch(/R2611-0002 已经办完了/);
  expect(answer).toMatch(/没有找到 R2611-0009/);
  expect(answer).not.toMatch(/没有找到 R2611-000[123]/);
  for (const [i, by] of ["甲", "丙"].entries()) {
    const number = numbers[i * 2] ?? "";
    expect(chat.resident(by).inbox.join()).toContain(`${number} 已办结：同一处积水已通`);
    expect(chat.resident(by).inbox.join()).not.toContain(numbers[2 - i * 2]);
    expect(await audited(chat, number)).toEqual(["report.closed"]);
  }
  expect(chat.resident("乙").inbox.join()).not.toContain("同一处积水");
});

test("several are taken, given to a colleague and noted at once", async () => {
  const chat = await station();
  for (const by of ["甲", "乙", "丙"]) await filed(chat, { by });
  expect(await chat.officer("李").dm("/认领 1、2")).toEqual([
    "已认领 R2611-0001，由您办理。\n已认领 R2611-0002，由您办理。\n居民已知道有民警接手。",
  ]);
  expect(await chat.officer("值").dm("/转派 1 2和3 王")).toEqual([
    "已指派 R2611-0001，由王办理。\n已指派 R2611-0002，由王办理。\n已指派 R2611-0003，由王办理。\n居民已知道安排了民警。",
  ]);
  expect(await chat.officer("王").dm("/记 1 3 同一家物业")).toEqual([
    "已给 R2611-0001 记下备注，居民看不到。\n已给 R2611-0003 记下备注，居民看不到。",
  ]);
  expect(await written(chat, "R2611-0003")).toContain("同一家物业");
  expect(await written(chat, "R2611-0002")).not.toContain("同一家物业");
});

test("one that the officer may not see is not found, and the others go on", async () => {
  const chat = await station();
  await filed(chat, { by: "甲" });
  await filed(chat, { by: "乙", category: "complaint" });
  const [answer] = await chat.officer("李").dm("/回复 1 2 明天上门");
  expect(answer).toMatch(/^R2611-0001 已回复/);
  expect(answer).toMatch(/没有找到 R2611-0002/);
  expect(chat.resident("乙").inbox).toEqual([]);
});

test("one number written twice is one report", async () => {
  const chat = await station();
  await filed(chat);
  await chat.officer("李").dm("/备注 1 R2611-0001 去过了");
  expect((await stored(chat, "R2611-0001")).entries).toHaveLength(2);
});

test.each([
  ["42 5 分钟后到", ["42"], "5 分钟后到"],
  ["42 3 号楼的门修好了", ["42"], "3 号楼的门修好了"],
  ["42 110 已到现场", ["42"], "110 已到现场"],
  ["42 12345 会联系您", ["42"], "12345 会联系您"],
  ["42 13700000000 打这个", ["42"], "13700000000 打这个"],
  ["42 8：30到", ["42"], "8：30到"],
  ["42：2 个人都找到了", ["42"], "2 个人都找到了"],
  ["42 3号楼已清走", ["42"], "3号楼已清走"],
  ["41 42 43 同一处积水已通", ["41", "42", "43"], "同一处积水已通"],
  ["41、42、43号，同一处积水已通", ["41", "42", "43"], "同一处积水已通"],
  ["41和42 路灯都修好了", ["41", "42"], "路灯都修好了"],
  ["41、42 路灯都修好了", ["41", "42"], "路灯都修好了"],
  ["R2611-0041 R2611-0042 楼道清了", ["r2611-0041", "r2611-0042"], "楼道清了"],
  ["４１　４２　积水已通", ["41", "42"], "积水已通"],
])("in 「%s」 the numbers are %j", (typed, numbers, rest) => {
  expect(readNumbers(typed)).toEqual({ numbers, rest });
});

test("where nobody can tell whether a number is a report's, nothing is done and it is said how to write it", async () => {
  const chat = await station();
  for (const by of ["甲", "乙"]) await filed(chat, { by });
  expect(await chat.officer("李").dm("/办结 1 2 路灯已修好")).toEqual([
    expect.stringMatching(/^「2 路灯已修好」是编号还是话，看不出，没有办.*顿号/),
  ]);
  expect([...chat.resident("甲").inbox, ...chat.resident("乙").inbox]).toEqual([]);
  expect((await stored(chat, "R2611-0001")).status).toBe("received");
});

test("whatever the numbers and the signs between them, each is read once and the words stay whole", () => {
  const numbers = fc.uniqueArray(fc.integer({ min: 200, max: 9999 }), { minLength: 1, maxLength: 20 });
  const sign = fc.constantFrom(" ", "、", "，", "  ", "\u3000", " 和 ");
  const words = fc.constantFrom("积水已通", "已联系物业，3天内来", "好了\n谢谢", "劝开了，2家都同意");
  fc.assert(
    fc.property(numbers, sign, words, (all, between, text) => {
      const typed = all.map(String);
      fc.pre(!typed.some((one) => ["12110"].includes(one)));
      expect(readNumbers(`${typed.join(between)} ${text}`)).toEqual({ numbers: typed, rest: text });
    }),
  );
});
