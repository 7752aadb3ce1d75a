import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { type Chat, startChat } from "../support/start-chat.ts";
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

/** Five reports of November, of two offices and of none. */
async function november(): Promise<Chat> {
  const chat = await startChat({ officers, offices: ["新程街社区警务室", "体育场警务室"] });
  const one = { receivedAt: "2026-11-16T02:00:00.000Z" };
  await filed(chat, {
    ...one,
    status: "resolved",
    firstReplyAt: "2026-11-16T04:00:00.000Z",
    closedAt: "2026-11-18T02:00:00.000Z",
    solved: true,
  });
  await filed(chat, {
    ...one,
    category: "tip",
    status: "in_progress",
    firstReplyAt: "2026-11-16T06:00:00.000Z",
  });
  await filed(chat, { ...one, status: "received", dueAt: "2026-11-20T02:00:00.000Z" });
  await filed(chat, {
    receivedAt: "2026-11-23T02:00:00.000Z",
    office: "新程街社区警务室",
    status: "withdrawn",
  });
  await chat.store.tx(async (t) => {
    const report = await t.reports.byNumber("R2611-0004");
    if (!report) throw new Error("not filed");
    const { office, ...rest } = report;
    t.reports.put({ ...rest, id: `${rest.id.slice(0, -1)}Z`, number: "R2611-0005", status: "received" });
  });
  return chat;
}

test("says how soon the first answer and closing were, what is late and what residents said", async () => {
  const chat = await november();
  const [answer] = await chat.officer("李").dm("/统计 本月");
  expect(answer?.split("\n").slice(1)).toEqual([
    "本月收5件：线索1、求助4；待接手2、办理中1、已办结1、本人撤回1",
    "首次答复：中位3小时，九成在4小时内",
    "办结：中位2天，九成在2天内",
    "居民说：解决了1件，没解决0件",
    "未结3件，其中急件0件，逾期1件",
  ]);
});

test("by office in the configuration's order, by category, by week from Monday", async () => {
  const chat = await november();
  const li = chat.officer("李");
  expect(await li.dm("/统计 按警务室")).toEqual([
    [
      "群众反映 本月，按警务室",
      "新程街社区警务室：收1，结0，未结0",
      "体育场警务室：收3，结1，未结2（逾期1）；首答中位3小时，九成4小时；办结中位2天，九成2天；解决1，没解决0",
      "没分到警务室的：收1，结0，未结1",
    ].join("\n"),
  ]);
  expect(await li.dm("/统计 按类别 体育场")).toEqual([
    expect.stringMatching(/^群众反映 本月，体育场警务室，按类别\n线索：收1，.*\n求助：收2，.*逾期1/),
  ]);
  expect(await li.dm("/统计 按周")).toEqual([
    expect.stringMatching(/按周\n11月16日起：收3，.*\n11月23日起：收2，结0，未结1$/),
  ]);
});

test("shows the same as a picture in a direct message, where the network takes pictures", async () => {
  const chat = await november();
  const [text] = await chat.officer("李").dm("/统计 按警务室 图");
  expect(text).toContain("体育场警务室：收3");
  const file = chat.channel.sent.at(-1)?.content.files?.[0];
  expect(file).toMatchObject({ kind: "image", mime: "image/png" });
  expect((await readFile(file?.path ?? "")).subarray(1, 4).toString()).toBe("PNG");
  Object.assign(chat.channel, { capabilities: { ...chat.channel.capabilities, image: false } });
  expect(await chat.officer("李").dm("/统计 按警务室 图")).toEqual([
    expect.stringMatching(/这个渠道发不了图。$/),
  ]);
});

test("ranks nobody, whatever it is asked", async () => {
  const chat = await november();
  for (const words of ["李", "按民警", "排名", "按人", "所长"])
    expect(await chat.officer("所长").dm(`/统计 ${words}`)).toEqual([
      expect.stringMatching(/^不按民警统计，也不排名。/),
    ]);
});
