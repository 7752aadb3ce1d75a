import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { gatheringsIn, type Told } from "../../src/domain/gatherings.ts";
import { type Chat, startChat } from "../support/start-chat.ts";

const DAY = 86_400_000;
const now = new Date("2026-11-24T10:00:00Z");
const daysAgo = (days: number) => new Date(now.getTime() - days * DAY).toISOString();
let running = 0;
const told = (text: string, days: number, more: Partial<Told> = {}): Told => ({
  number: `R2611-${String(++running).padStart(4, "0")}`,
  category: "tip",
  office: "体育场警务室",
  text,
  at: daysAgo(days),
  ...more,
});
const week = (text: string, count: number, more: Partial<Told> = {}) =>
  Array.from({ length: count }, (_, n) => told(text, n + 0.5, { reporter: `p${n}`, ...more }));

test("three of one kind in a week gather where there is mostly none; two do not, nor three of one person", () => {
  expect(gatheringsIn(week("有骗子冒充客服", 3), now)).toMatchObject([
    {
      kind: "诈骗",
      office: "体育场警务室",
      numbers: [expect.any(String), expect.any(String), expect.any(String)],
    },
  ]);
  expect(gatheringsIn(week("有骗子冒充客服", 2), now)).toEqual([]);
  expect(gatheringsIn(week("有骗子冒充客服", 5, { reporter: "p" }), now)).toEqual([]);
});

test("what is always so much does not gather; clearly more than before does", () => {
  const usual = [8, 9, 15, 16, 22, 23, 29, 30].map((days) => told("楼上太吵", days));
  expect(gatheringsIn([...usual, ...week("半夜施工太吵", 4)], now)).toEqual([]);
  expect(gatheringsIn([...usual, ...week("半夜施工太吵", 5)], now)).toHaveLength(1);
});

test("several offices are the whole station; other categories and other matters are not one kind", () => {
  const two = [...week("电动车被偷", 2), ...week("电动车被偷", 2, { office: "新程街社区警务室" })].map(
    (one, n) => ({ ...one, reporter: `q${n}` }),
  );
  expect(gatheringsIn(two, now)[0]).not.toHaveProperty("office");
  expect(gatheringsIn([...week("有骗子", 2), ...week("有骗子", 2, { category: "inquiry" })], now)).toEqual(
    [],
  );
  expect(gatheringsIn([...week("楼上太吵", 1), ...week("狗没拴绳", 1), ...week("有骗子", 1)], now)).toEqual(
    [],
  );
});

test("whatever was told, nothing gathers of fewer than three people of this week", () => {
  const texts = ["有骗子", "楼上太吵", "狗咬人", "路灯坏了", "矿工路积水", "你好"];
  const any = fc.record({
    text: fc.constantFrom(...texts),
    days: fc.oneof(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 34 })),
    reporter: fc.constantFrom("a", "b", "c", "d"),
    place: fc.option(fc.constantFrom("矿工路", "北关街"), { nil: undefined }),
  });
  fc.assert(
    fc.property(fc.array(any, { maxLength: 30 }), (all) => {
      const reports = all.map(({ text, days, ...more }) => told(text, days, more));
      for (const { numbers } of gatheringsIn(reports, now)) {
        const own = reports.filter(({ number }) => numbers.includes(number));
        expect(own.every(({ at }) => at >= daysAgo(7))).toBe(true);
        expect(new Set(own.map(({ reporter }) => reporter)).size).toBeGreaterThanOrEqual(3);
      }
    }),
  );
});

test("what gathers is of one category, the same in whatever order it was read, and never more for what was before", () => {
  const any = fc.record({
    text: fc.constantFrom("有骗子", "楼上太吵", "狗咬人", "路灯坏了没人修", "矿工路积水半米深", "你好"),
    category: fc.constantFrom("tip" as const, "help" as const),
    days: fc.oneof(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 34 })),
    reporter: fc.constantFrom("a", "b", "c", "d", "e"),
    place: fc.option(fc.constantFrom("矿工路", "北关街"), { nil: undefined }),
  });
  let found = 0;
  fc.assert(
    fc.property(fc.array(any, { minLength: 8, maxLength: 30 }), fc.infiniteStream(fc.nat()), (all, keys) => {
      const reports = all.map(({ text, days, ...more }) => told(text, days, more));
      const gatherings = gatheringsIn(reports, now);
      found += gatherings.length;
      const shuffled = reports
        .map((report) => ({ report, key: keys.next().value ?? 0 }))
        .sort((a, b) => a.key - b.key)
        .map(({ report }) => report);
      expect(gatheringsIn(shuffled, now)).toEqual(gatherings);
      for (const { numbers } of gatherings) {
        const own = reports.filter(({ number }) => numbers.includes(number));
        expect(new Set(own.map(({ category }) => category)).size).toBe(1);
      }
      const isThisWeek = ({ at }: Told) => at >= daysAgo(7);
      const alone = gatheringsIn(reports.filter(isThisWeek), now).map(({ numbers }) => numbers);
      for (const { numbers } of gatherings) expect(alone).toContainEqual(numbers);
    }),
  );
  expect(found).toBeGreaterThan(0);
});

async function gathered(): Promise<Chat> {
  const chat = await startChat({
    officers: [
      "李",
      { name: "值", role: "dispatcher" },
      { name: "所长", role: "leader" },
      { name: "审", role: "auditor" },
    ],
    groups: [{ name: "甲群", office: "体育场警务室" }],
    config: { alerts: join(import.meta.dirname, "../../alerts") },
    at: new Date("2026-11-24T09:40:00Z"),
  });
  const words = [
    "我想反映有人冒充客服打电话让转账，是骗子",
    "我想反映有人冒充公检法打电话让转账，是骗子",
    "我想反映有人冒充银行打电话让转账，是骗子",
    "我想反映有人冒充领导打电话让转账，是骗子",
  ];
  for (const [n, text] of words.entries()) await chat.resident(`居民${n}`).dm(text);
  return chat;
}
const suggested = (chat: Chat, name: string) =>
  chat.officer(name).inbox.filter((text) => /^建议\d/.test(text));

test("in the evening officers are shown a text with the numbers; it is used as a draft, once; nothing repeats", async () => {
  const chat = await gathered();
  await chat.advance(25 * 60_000);
  const [line = "", ...more] = suggested(chat, "值");
  expect(more).toEqual([]);
  expect(line).toMatch(/^建议1：这一周.*有[34]件像是一类：R2611-000\d/);
  expect(suggested(chat, "审")).toEqual([]);
  const text = chat.officer("值").inbox.at(chat.officer("值").inbox.indexOf(line) - 1) ?? "";
  expect(text).toMatch(/^【.+】\n[\s\S]*光明路派出所$/);
  expect(text).not.toMatch(/R2611|\d件|居民\d/);
  expect((await chat.officer("审").dm("/提示 采用 1")).join()).not.toMatch(/草稿/);
  expect((await chat.officer("李").dm("/提示 建议")).join()).toContain("建议1");
  const [draft] = await chat.officer("李").dm("/提示 采用 1");
  expect(draft).toBe(text);
  expect((await chat.officer("值").dm("/提示 采用 1")).join()).toMatch(/已经有人定过/);
  await chat.restart();
  await chat.advance(5 * 60_000);
  chat.clock.leap(new Date(chat.clock.now().getTime() + DAY));
  await chat.advance(2 * 60_000);
  expect(suggested(chat, "值")).toEqual([]);
});

test("turned down it does not come again for a week", async () => {
  const chat = await gathered();
  await chat.advance(25 * 60_000);
  expect(await chat.officer("值").dm("/提示 不用 1")).toEqual(["好的，建议1不用了，这类一周内不再提。"]);
  expect((await chat.officer("值").dm("/提示 不用 1")).join()).toMatch(/已经有人定过/);
  expect((await chat.officer("值").dm("/提示 采用 9")).join()).toMatch(/没有这条建议/);
  const before = suggested(chat, "值").length;
  for (let day = 0; day < 2; day++) {
    chat.clock.leap(new Date(chat.clock.now().getTime() + DAY));
    for (const n of [5, 6, 7]) await chat.resident(`居民${day}${n}`).dm("我想反映有人冒充客服让转账，是骗子");
    await chat.advance(2 * 60_000);
  }
  expect(suggested(chat, "值")).toHaveLength(before);
});

test("a kind without a text of its own gets a plain one, with neither place, names, numbers nor counts", async () => {
  const chat = await startChat({
    officers: [{ name: "值", role: "dispatcher" }],
    groups: [{ name: "甲群", office: "体育场警务室" }],
    at: new Date("2026-11-24T09:40:00Z"),
  });
  for (const [n, text] of ["路灯坏了三盏", "路灯坏了两盏", "路灯坏了，摔了人"].entries())
    await chat.resident(`孙${n}`).dm(`我想反映矿工路37号门口${text}`);
  await chat.advance(25 * 60_000);
  const [line = ""] = suggested(chat, "值");
  expect(line).toMatch(/^建议1：这一周体育场警务室有3件像是一类/);
  const text = chat.officer("值").inbox.at(chat.officer("值").inbox.indexOf(line) - 1) ?? "";
  expect(text).toMatch(/^【.+】\n[\s\S]*光明路派出所$/);
  expect(text).not.toMatch(/矿工路|37|路灯|孙|R2611|[0-9]件|[三四]件/);
  expect(await chat.officer("值").dm("/提示 否 1")).toEqual(["好的，建议1不用了，这类一周内不再提。"]);
});

test("what is sensitive or for leaders gathers nowhere", async () => {
  const chat = await gathered();
  await chat.store.tx(async (t) => {
    for (const report of await t.reports.newest({}, 9))
      t.reports.put({
        ...report,
        ...(report.number.endsWith("1") ? { restricted: true } : { sensitive: true }),
      });
  });
  await chat.advance(25 * 60_000);
  expect(suggested(chat, "值")).toEqual([]);
});
