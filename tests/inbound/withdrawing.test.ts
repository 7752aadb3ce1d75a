import { expect, test } from "vitest";
import { audited, filed, stored } from "../commands/filed.ts";
import { startChat } from "../support/start-chat.ts";

const officers = ["李", { name: "值", role: "dispatcher" as const }];
const number = "R2611-0001";
const HOUR = 3_600_000;

test.each(["撤回", "我要撤回", "撤回吧。", "撤销"])(
  "「%s」 while nobody has it withdraws it at once",
  async (word) => {
    const chat = await startChat({ officers });
    await filed(chat);
    await chat.advance(HOUR);
    expect(await chat.resident("张").dm(word)).toEqual([`${number} 已按您的意思撤回。还有事直接说。`]);
    expect((await stored(chat, number)).status).toBe("withdrawn");
    expect(await audited(chat, number)).toEqual(["report.withdrawn", "report.supplemented"]);
  },
);

test.each(["是", "撤回"])(
  "where an officer has it they are asked once, and 「%s」 withdraws it",
  async (again) => {
    const chat = await startChat({ officers });
    await filed(chat);
    await chat.officer("李").dm("接 1");
    expect(await chat.resident("张").dm("撤回")).toEqual([expect.stringMatching(/要撤回 R2611-0001 吗/)]);
    expect((await stored(chat, number)).status).toBe("accepted");
    expect(await chat.resident("张").dm(again)).toEqual([expect.stringMatching(/已按您的意思撤回/)]);
    expect((await stored(chat, number)).status).toBe("withdrawn");
    await chat.advance(15 * 60_000);
    expect(chat.officer("李").inbox.join()).toContain("居民撤回了");
  },
);

test.each([
  ["danger", { priority: "urgent", text: "店门口有人闹事" }],
  ["violence", { text: "对门两口子天天打架，男的把女的打得直哭" }],
  ["what is sensitive", { sensitive: true, text: "有人老跟着我" }],
  ["a minor", { text: "楼下有个小孩一个人坐了半天没人管" }],
  ["an offence, proposed", { offence: "proposed", text: "我的电动车没了" }],
  ["an offence, confirmed", { offence: "confirmed", text: "我的电动车没了" }],
] as const)("of %s the word alone withdraws nothing: an officer checks", async (_, report) => {
  const chat = await startChat({ officers });
  await filed(chat, report);
  expect(await chat.resident("张").dm("撤回")).toEqual(["记下了，民警会跟您核实。"]);
  expect((await stored(chat, number)).status).toBe("received");
  await chat.resident("张").dm("是");
  await chat.resident("张").dm("撤回");
  expect((await stored(chat, number)).status).toBe("received");
  expect(chat.officer("值").inbox.join()).toContain("请核实");
});

test.each([
  ["an offence taken off", { offence: "cleared", text: "我的电动车没了，找到了" }],
  ["children who jump", { category: "dispute", text: "楼上小孩半夜蹦跳，吵得睡不着" }],
] as const)("of %s it does", async (_, report) => {
  const chat = await startChat({ officers });
  await filed(chat, report);
  await chat.resident("张").dm("撤回");
  expect((await stored(chat, number)).status).toBe("withdrawn");
});
