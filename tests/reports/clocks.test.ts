import { resolve } from "node:path";
import { expect, test } from "vitest";
import { filed, stored } from "../commands/filed.ts";
import { type Chat, type ChatOptions, startChat } from "../support/start-chat.ts";

/** An instant of 2026 on the station's clocks, `11-24 10:00`. */
const on = (text: string) => new Date(`2026-${text.replace(" ", "T")}:00+08:00`);
const officers = [
  "李梅",
  { name: "值班员", role: "dispatcher" as const },
  { name: "所长", role: "leader" as const },
];

/** A station that knows the holidays of 2026. */
const station = (at: string, config: Record<string, unknown> = {}, more: ChatOptions = {}) =>
  startChat({
    officers,
    at: on(at),
    config: { alerts: resolve("tests/reports/holidays"), ...config },
    ...more,
  });

/** The report's deadlines, on the station's clocks. */
async function due(chat: Chat, number = "R2611-0001"): Promise<{ first?: string; close?: string }> {
  const shown = (iso: string | undefined) =>
    iso && new Date(Date.parse(iso) + 8 * 3_600_000).toISOString().slice(5, 16).replace("T", " ");
  const { firstDueAt, dueAt } = await stored(chat, number);
  const [first, close] = [shown(firstDueAt), shown(dueAt)];
  return { ...(first ? { first } : {}), ...(close ? { close } : {}) };
}

test.each([
  ["11-24 10:00", "我把钥匙锁家里了，能来帮我开门吗", { first: "11-25 18:00" }],
  ["11-28 03:00", "楼上天天半夜吵架，找他理论还骂人", { first: "11-30 18:00" }],
  ["11-27 17:00", "建议在北门装个路灯", { first: "12-02 18:00" }],
])("what is filed at %s (%s) has its deadlines: %j", async (at, text, wanted) => {
  const chat = await station(at);
  await chat.resident("张").dm(text);
  expect(await due(chat)).toEqual(wanted);
});

test("what is filed before Spring Festival is due on the first working day after it", async () => {
  const chat = await station("02-14 16:00");
  await chat.resident("张").dm("我把钥匙锁家里了，能来帮我开门吗");
  expect(await due(chat, "R2602-0001")).toEqual({ first: "02-24 18:00" });
});

test("a complaint is to be closed within 15 days", async () => {
  const chat = await station("11-24 10:00");
  await chat.resident("张").dm("我要投诉你们民警王建国，态度差还骂人");
  expect(await due(chat)).toEqual({ first: "11-27 18:00", close: "12-09 18:00" });
});

test("jingmin.yaml says how long another category may take", async () => {
  const deadlines = { help: { first: "P2D", close: "P3D", calendar: "days" } };
  const chat = await station("11-24 10:00", { deadlines });
  await chat.resident("张").dm("我把钥匙锁家里了，能来帮我开门吗");
  expect(await due(chat)).toEqual({ first: "11-26 18:00", close: "11-27 18:00" });
});

test("a correction counts by the new category from the day of filing; opening again begins anew", async () => {
  const chat = await station("11-24 10:00");
  const number = await filed(chat, { category: "inquiry" });
  await chat.clock.advance(20 * 3_600_000);
  await chat.officer("李梅").dm(`/改 ${number} 纠纷`);
  expect(await due(chat)).toEqual({ first: "11-25 18:00" });
  await chat.officer("李梅").dm(`/办结 ${number} 已调解`);
  await chat.clock.advance(2 * 86_400_000);
  await chat.officer("李梅").dm(`/重开 ${number} 又吵了`);
  expect(await due(chat)).toEqual({ first: "11-30 18:00" });
});

test("a question to the resident stops the time for closing until they answer, for three days in all", async () => {
  const deadlines = { help: { close: "P7D" } };
  const chat = await station("11-23 10:00", { deadlines });
  const number = await filed(chat);
  await chat.officer("李梅").dm(`/回复 ${number} 好的，我去看看`);
  expect(await due(chat)).toMatchObject({ close: "11-30 18:00" });
  await chat.officer("李梅").dm(`/回复 ${number} 纸箱在几楼？`);
  expect(await due(chat)).toMatchObject({ close: "12-03 18:00" });
  await chat.clock.advance(86_400_000);
  await chat.resident("张").dm("在三楼");
  expect(await due(chat)).toMatchObject({ close: "12-01 18:00" });
  await chat.officer("李梅").dm(`/回复 ${number} 是谁家的？`);
  await chat.clock.advance(9 * 86_400_000);
  expect(await due(chat)).toMatchObject({ close: "12-03 18:00" });
});

test("only a station that promises tells residents how soon", async () => {
  const text = "我把钥匙锁家里了，能来帮我开门吗";
  const say = async (config: Record<string, unknown>) => {
    const chat = await station("11-24 10:00", config);
    await chat.resident("张").dm("你好");
    return chat.resident("张").dm(text);
  };
  const told = (promise: unknown) => ({ station: { name: "光明路派出所", promise } });
  expect((await say({})).join()).not.toMatch(/工作日/);
  expect((await say(told(true))).join()).toContain("1个工作日内回您");
  expect((await say(told("P5D"))).join()).toContain("5个工作日内回您");
});

test.each(["我要信访", "再不管我就去上访", "我要去信訪局反映你们不作为"])(
  "who speaks of a petition hears where one is handed in, and it is kept like any report: %s",
  async (text) => {
    const chat = await station("11-24 10:00");
    const [answer] = await chat.resident("张").dm(text);
    expect(answer).toMatch(/R2611-0001/);
    expect(answer).toContain("在这里说不算递交信访，正式的请找分局信访窗口");
    expect(answer).not.toMatch(/不要|别去|劝/);
    const { category, ...report } = await stored(chat, "R2611-0001");
    expect(JSON.stringify({ ...report, entries: [] })).not.toMatch(/petition|信访|上访/);
    expect(category).toBeDefined();
  },
);
