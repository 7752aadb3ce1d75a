import { expect, test } from "vitest";
import { startChat } from "../support/start-chat.ts";
import { filed } from "./filed.ts";

const officers = [
  "李",
  { name: "所长", role: "leader" as const },
  { name: "审计员", role: "auditor" as const },
];

test("counts by category and state for today, this week and this month in the station's zone", async () => {
  // Tuesday 24 November 2026, 10:00 in Shanghai
  const chat = await startChat({ officers });
  await filed(chat, { receivedAt: "2026-11-23T16:00:00.000Z", priority: "urgent" }); // Tuesday 00:00
  await filed(chat, { receivedAt: "2026-11-23T15:59:59.000Z", category: "tip" }); // Monday 23:59
  await filed(chat, { receivedAt: "2026-11-22T15:59:59.000Z", status: "resolved" }); // Sunday
  await filed(chat, { receivedAt: "2026-10-31T15:59:59.000Z" }); // October
  expect(await chat.officer("审计员").dm("/统计")).toEqual([
    [
      "群众反映 11月24日",
      "今天收1件：求助1；待接手1",
      "本周收2件：线索1、求助1；待接手2",
      "本月收3件：线索1、求助2；待接手2、已办结1",
      "未结3件，其中急件1件",
    ].join("\n"),
  ]);
});

test("a month begins by the clocks of its first day, whatever they show now", async () => {
  // Monday 26 October 2026, the day after summer time ended in Berlin
  const at = new Date("2026-10-26T10:00:00Z");
  const station = { name: "光明路派出所", sms110: "12110375", timezone: "Europe/Berlin" };
  const chat = await startChat({ officers, at, config: { station } });
  await filed(chat, { receivedAt: "2026-09-30T22:30:00.000Z" }); // 1 October 00:30
  await filed(chat, { receivedAt: "2026-09-30T21:30:00.000Z" }); // 30 September 23:30
  expect(await chat.officer("李").dm("/统计")).toEqual([expect.stringMatching(/本月收1件/)]);
});

test("complaints are counted for leaders in direct messages alone", async () => {
  const chat = await startChat({ officers, groups: [{ name: "民警群", kind: "officers" }] });
  await filed(chat, { category: "complaint", priority: "urgent" });
  expect(await chat.officer("所长").dm("/统计")).toEqual([
    expect.stringMatching(/今天收1件：投诉1[\s\S]*未结1件，其中急件1件/),
  ]);
  const without = [expect.stringMatching(/今天收0件\n本周收0件\n本月收0件\n未结0件，其中急件0件/)];
  expect(await chat.officer("李").dm("/统计")).toEqual(without);
  expect(await chat.officer("审计员").dm("/统计")).toEqual(without);
  expect(await chat.officer("所长").say("民警群", "/统计")).toEqual(without);
});
