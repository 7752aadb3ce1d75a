import { expect, test } from "vitest";
import { startChat } from "../support/start-chat.ts";
import { audited, filed, stored } from "./filed.ts";

const officers = ["李梅", { name: "值班员", role: "dispatcher" as const }];
const HOUR = 3_600_000;

test("putting off tells the resident the date and the reason, which is an answer", async () => {
  const chat = await startChat({ officers });
  const number = await filed(chat);
  await chat.officer("李梅").dm(`/认领 ${number}`);
  expect(await chat.officer("李梅").dm(`/延期 ${number} 周五 等配件`)).toEqual([
    `${number} 延期到11月27日。\n日期和原因已告诉居民。`,
  ]);
  expect(chat.resident("张").inbox.at(-1)).toBe(
    `您反映的 ${number} 要到11月27日前办好，原因：等配件。有进展会在这里告诉您。`,
  );
  expect(await stored(chat, number)).toMatchObject({
    dueAt: "2026-11-27T10:00:00.000Z",
    firstReplyAt: expect.any(String),
  });
  expect(await audited(chat, number)).toEqual(["report.taken", "report.extended"]);
  expect((await chat.officer("李梅").dm("/我的")).join()).toContain("11月27日前办结");
});

test.each([
  ["周五 等配件", "2026-11-27"],
  ["到下周三，物业约好来修", "2026-12-02"],
  ["明天 等配件", "2026-11-25"],
  ["后天下午等配件", "2026-11-26"],
  ["12月5日 等配件", "2026-12-07"],
  ["12-04 等配件", "2026-12-04"],
  ["3天后 等配件", "2026-11-27"],
  ["三天 等配件", "2026-11-27"],
  ["一周 等配件", "2026-12-01"],
  ["月底 等配件", "2026-11-30"],
  ["2026-12-01 等配件", "2026-12-01"],
])("a day is read as officers write it; one off moves to the next working day: %s", async (typed, day) => {
  const chat = await startChat({ officers });
  const number = await filed(chat);
  await chat.officer("李梅").dm(`/延期 ${number} ${typed}`);
  expect((await stored(chat, number)).dueAt).toBe(`${day}T10:00:00.000Z`);
});

test.each([
  ["周五", "要写原因"],
  ["等配件", "要写延到哪天"],
  ["11月20日 等配件", "已经过了"],
  ["2月30日 等配件", "要写延到哪天"],
  ["2027-06-01 等配件", "最多延90天"],
])("what is no day, or none to come, puts nothing off: %s", async (typed, answer) => {
  const chat = await startChat({ officers });
  const number = await filed(chat);
  expect((await chat.officer("李梅").dm(`/延期 ${number} ${typed}`)).join()).toContain(answer);
  expect((await stored(chat, number)).entries).toHaveLength(1);
  expect(chat.resident("张").inbox).toEqual([]);
});

test("what is past its time asks its officer for one line; a day in it puts off, and commands are commands all the same", async () => {
  const chat = await startChat({ officers });
  const [first, second] = [await filed(chat), await filed(chat, { by: "王" })];
  await chat.officer("李梅").dm(`/认领 ${first} ${second}`);
  await chat.advance(32.5 * HOUR);
  const asked = chat.officer("李梅").inbox.at(-1) ?? "";
  expect(asked).toMatch(/^【时限】过了时限：2件/);
  expect(asked).toContain("办不了回一句为什么");
  expect(await chat.officer("李梅").dm("列表")).toEqual([expect.stringMatching(/^未结2件/)]);
  expect(await chat.officer("李梅").dm("收到")).toEqual([]);
  expect(await chat.officer("李梅").dm("周五 等物业的配件")).toEqual([
    `${first} 延期到11月27日。\n日期和原因已告诉居民。\n${second} 为什么没按时？回一句。`,
  ]);
  expect(await chat.officer("李梅").dm("居民不在家，联系不上")).toEqual([
    expect.stringContaining(`${second} 的原因记下了，居民看不到`),
  ]);
  expect(chat.resident("王").inbox.join()).not.toContain("联系不上");
  expect(await chat.officer("李梅").dm("居民不在家，联系不上")).toEqual([
    expect.stringMatching(/没认出这个命令|没有「/),
  ]);
});

test("a person sets a report a time, and takes it off", async () => {
  const chat = await startChat({ officers });
  const number = await filed(chat);
  expect(await chat.officer("李梅").dm(`/限期 ${number}`)).toEqual([
    `${number} 要在12月9日18:00前办结，到期会提醒。`,
  ]);
  expect(await chat.officer("李梅").dm(`/限期 ${number}`)).toEqual([`${number} 本来就是这样，不用改。`]);
  expect(await chat.officer("李梅").dm(`/限期 ${number} 取消`)).toEqual([`${number} 不限期了。`]);
  expect(await stored(chat, number)).not.toHaveProperty("dueAt");
});
