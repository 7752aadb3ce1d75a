import { expect, test } from "vitest";
import { startChat } from "../support/start-chat.ts";
import { audited, filed, stored } from "./filed.ts";

const officers = ["李梅", "王建国", "王小兵", { name: "值班员", role: "dispatcher" as const }];

test("the officer a report is given to gets its line in a direct message, the resident hears that somebody has it", async () => {
  const chat = await startChat({ officers });
  const number = await filed(chat, { text: "三楼楼道堆满纸箱" });
  expect(await chat.officer("值班员").dm(`/指派 ${number} 李梅`)).toEqual([
    `已指派 ${number}，由李梅办理。\n居民已知道安排了民警。`,
  ]);
  expect(chat.officer("李梅").inbox).toEqual([
    expect.stringMatching(new RegExp(`^${number} 求助[\\s\\S]*请您办理`)),
  ]);
  expect(chat.officer("李梅").inbox.join()).not.toContain("纸箱");
  expect(chat.resident("张").inbox).toEqual([expect.stringContaining("已安排民警办理")]);
  expect((await stored(chat, number)).status).toBe("accepted");
  expect(await audited(chat, number)).toEqual(["report.assigned"]);
});

test("a report can be given on; the resident is not told again", async () => {
  const chat = await startChat({ officers });
  const number = await filed(chat);
  await chat.officer("李梅").dm(`/认领 ${number}`);
  expect(await chat.officer("值班员").dm(`/指派 ${number} 王建国`)).toEqual([
    `已指派 ${number}，由王建国办理。`,
  ]);
  const { id } = (await chat.store.officers.byName("王建国")) ?? {};
  expect((await stored(chat, number)).assignee).toBe(id);
  expect(chat.resident("张").inbox).toHaveLength(1);
  expect(await chat.officer("值班员").dm(`/指派 ${number} 王建国`)).toEqual([`${number} 已经由王建国办理。`]);
});

test("a name that means nobody, or several, is asked back", async () => {
  const chat = await startChat({ officers });
  const number = await filed(chat);
  expect(await chat.officer("值班员").dm(`/指派 ${number} 王`)).toEqual([
    "叫「王」的有2位：王建国、王小兵。请写全姓名。",
  ]);
  expect(await chat.officer("值班员").dm(`/指派 ${number} 孙`)).toEqual([
    expect.stringMatching(/没有叫「孙」的民警/),
  ]);
  expect(await chat.officer("值班员").dm(`/指派 ${number} 李`)).toEqual([
    expect.stringMatching(/由李梅办理/),
  ]);
});

test("an auditor is given nothing, and a complaint goes to leaders only", async () => {
  const chat = await startChat({
    officers: [
      ...officers,
      { name: "审计员", role: "auditor" },
      { name: "所长", role: "leader" },
      { name: "教导员", role: "leader" },
    ],
  });
  const number = await filed(chat);
  expect(await chat.officer("值班员").dm(`/指派 ${number} 审计员`)).toEqual([
    expect.stringMatching(/不办理/),
  ]);
  const complaint = await filed(chat, { category: "complaint" });
  expect(await chat.officer("值班员").dm(`/指派 ${complaint} 李梅`)).toEqual([
    expect.stringMatching(/没有找到/),
  ]);
  expect(await chat.officer("所长").dm(`/指派 ${complaint} 李梅`)).toEqual([
    "这件不能交给李梅，只能交给看得到它的值班或所领导。",
  ]);
  expect(await chat.officer("所长").dm(`/指派 ${complaint} 教导员`)).toEqual([
    expect.stringMatching(/由教导员办理/),
  ]);
});

test("who gives a report to somebody without an account is asked to tell him himself", async () => {
  const chat = await startChat({ officers: [...officers, { name: "管", role: "admin" }] });
  const number = await filed(chat);
  await chat.officer("管").dm("/民警 添加 陈新 民警");
  expect(await chat.officer("值班员").dm(`/指派 ${number} 陈新`)).toEqual([
    expect.stringMatching(/请当面告诉他/),
  ]);
});
