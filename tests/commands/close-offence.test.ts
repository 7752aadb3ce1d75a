import { expect, test } from "vitest";
import { isNotTransferred } from "../../src/domain/offences.ts";
import { type Chat, startChat } from "../support/start-chat.ts";
import { audited, filed, stored } from "./filed.ts";

const officers = [
  "李",
  "王",
  { name: "值", role: "dispatcher" as const },
  { name: "陈", role: "leader" as const },
];
const number = "R2611-0001";

async function theft(): Promise<Chat> {
  const chat = await startChat({ officers });
  await filed(chat, { category: "tip", text: "昨晚电动车被偷了", offence: "proposed" });
  return chat;
}

test("a report of an offence closes neither as done nor as anything else, and the officer is told how", async () => {
  const chat = await theft();
  for (const typed of [
    "已调解",
    "不归派出所管 找物业",
    "已转交 城管",
    "重复 说过了",
    "本人撤回 来电说不用了",
  ])
    expect(await chat.officer("李").dm(`/办结 1 ${typed}`)).toEqual([
      expect.stringMatching(/转报案 回执号[\s\S]*不属案件 原因/),
    ]);
  expect(await chat.officer("李").dm("/不是反映 1")).toEqual([expect.stringMatching(/转报案/)]);
  expect((await stored(chat, number)).status).toBe("received");
  expect(chat.resident("张").inbox).toEqual([]);
});

test.each([
  "转报案 A4104020126110012",
  "已转正式接报案 回执号：A4104020126110012",
  "转接报案，A4104020126110012",
])("「%s」 closes it with the number of the receipt, which the resident is told", async (typed) => {
  const chat = await theft();
  expect(await chat.officer("李").dm(`/办结 1 ${typed}`)).toEqual([
    `${number} 已转正式接报案。\n回执号已告诉居民。`,
  ]);
  expect(await stored(chat, number)).toMatchObject({
    status: "referred",
    offence: "confirmed",
    caseNumber: "A4104020126110012",
  });
  expect(chat.resident("张").inbox.join()).toMatch(/已转正式接报案，回执号 A4104020126110012/);
  expect(await audited(chat, number)).toEqual(["report.transferred"]);
});

test.each(["转报案", "转报案 已办", "转报案 。"])(
  "「%s」 has no number of a receipt and closes nothing",
  async (typed) => {
    const chat = await theft();
    expect(await chat.officer("李").dm(`/办结 1 ${typed}`)).toEqual([
      expect.stringMatching(/要写接报案回执的号/),
    ]);
    expect((await stored(chat, number)).status).toBe("received");
  },
);

test("「核实不属案件」 waits for a second officer, then closes with the reason in the resident's ears", async () => {
  const chat = await theft();
  expect(await chat.officer("李").dm("/办结 1 不属案件 车是他儿子骑走的")).toEqual([
    expect.stringMatching(/等另一位民警同意.*同意 案件 R2611-0001/),
  ]);
  expect((await stored(chat, number)).status).toBe("received");
  expect(chat.officer("陈").inbox.join()).toMatch(/李认为不属案件[\s\S]*同意 案件 R2611-0001/);
  expect(chat.officer("陈").inbox.join()).not.toContain("儿子");
  expect(await chat.officer("李").dm("同意 案件 1")).toEqual([expect.stringMatching(/另一位/)]);
  expect(await chat.officer("王").dm("同意 案件 1")).toEqual([
    expect.stringMatching(/已同意 案件 R2611-0001/),
  ]);
  expect(await stored(chat, number)).toMatchObject({ status: "resolved", offence: "cleared" });
  expect(chat.resident("张").inbox).toEqual([
    `您反映的 ${number} 核实不属案件：车是他儿子骑走的\n解决了吗？回「解决了」或「没解决」。`,
  ]);
  expect(await audited(chat, number)).toEqual([
    "report.no-offence-asked",
    "offence.approved",
    "report.closed",
  ]);
});

test("refused by the second officer it stays open, and without a reason nothing is asked", async () => {
  const chat = await theft();
  expect(await chat.officer("李").dm("/办结 1 不属案件")).toEqual([expect.stringMatching(/要写结果或原因/)]);
  await chat.officer("李").dm("/办结 1 核实不属案件 车找到了");
  await chat.officer("陈").dm("否 案件 1 还是要立");
  expect(await stored(chat, number)).toMatchObject({ status: "received", offence: "proposed" });
  expect(chat.resident("张").inbox).toEqual([]);
  expect(chat.officer("李").inbox.at(-1)).toMatch(/案件 R2611-0001 陈没有同意/);
});

test("who takes it is asked whether it is an offence; 「2」 takes the mark off and it closes as others do", async () => {
  const chat = await theft();
  expect(await chat.officer("李").dm("接 1")).toEqual([
    expect.stringMatching(/已认领[\s\S]*像是案件[\s\S]*2　不是/),
  ]);
  expect(await chat.officer("李").dm("2")).toEqual([`${number} 不算案件，照常办结。`]);
  await chat.officer("李").dm("/办结 1 车找到了");
  expect(await stored(chat, number)).toMatchObject({ status: "resolved", offence: "cleared" });
});

test("「1」 confirms it, and after that no one officer takes it off", async () => {
  const chat = await theft();
  await chat.officer("李").dm("接 1");
  expect(await chat.officer("李").dm("1")).toEqual([expect.stringMatching(/是案件/)]);
  expect((await stored(chat, number)).offence).toBe("confirmed");
  expect(await chat.officer("李").dm("/案件 1 不是")).toEqual([expect.stringMatching(/转报案/)]);
  expect((await stored(chat, number)).offence).toBe("confirmed");
});

test("not turned into a formal report after a day it is late: open, marked, older than 24 hours", () => {
  const at = (hours: number) => new Date(Date.UTC(2026, 10, 24, hours));
  const report = { status: "accepted", offence: "confirmed", receivedAt: at(0).toISOString() } as const;
  expect(isNotTransferred(report, at(24))).toBe(false);
  expect(isNotTransferred(report, at(25))).toBe(true);
  expect(isNotTransferred({ ...report, offence: "proposed" }, at(25))).toBe(true);
  expect(isNotTransferred({ ...report, offence: "cleared" }, at(25))).toBe(false);
  expect(isNotTransferred({ ...report, status: "referred" }, at(25))).toBe(false);
});
