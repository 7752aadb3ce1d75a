import { expect, test } from "vitest";
import { type ChatOptions, startChat } from "../support/start-chat.ts";

const HOUR = 60 * 60_000;
/** 2026-11-24 10:00 in Shanghai is a Tuesday. */
const officers = [
  { name: "赵值班", role: "dispatcher" as const },
  { name: "钱值班", role: "dispatcher" as const },
  { name: "李红梅" },
  { name: "周所", role: "leader" as const },
  { name: "孙审计", role: "auditor" as const },
];
const duty = [
  { days: "周一-周五", hours: "08:00-18:00", name: "赵值班" },
  { days: "周一-周五", hours: "18:00-08:00", name: "钱值班" },
];
const station = (options: ChatOptions = {}) => startChat({ officers, ...options });

test("without a roster the dispatchers are on duty, and anybody may see it", async () => {
  const chat = await station();
  for (const name of ["李红梅", "周所", "孙审计"])
    expect(await chat.officer(name).dm("/值班")).toEqual(["现在没有排班，急件叫值班员：钱值班、赵值班"]);
});

test("the roster of the configuration says who is on duty and until when, over midnight too", async () => {
  const chat = await station({ config: { duty } });
  const seen = () => chat.officer("李红梅").dm("值班");
  expect(await seen()).toEqual(["现在值班：赵值班（到18:00）"]);
  await chat.advance(8 * HOUR);
  expect(await seen()).toEqual(["现在值班：钱值班（到11月25日 08:00）"]);
  await chat.advance(10 * HOUR);
  expect(await seen()).toEqual(["现在值班：钱值班（到08:00）"]);
  // Saturday, 08:00: nobody's shift.
  await chat.pass(76 * HOUR);
  expect(await seen()).toEqual(["现在没有排班，急件叫值班员：钱值班、赵值班"]);
});

test("a dispatcher or leader sets who is on duty, also over a restart; the one who is set hears it", async () => {
  const chat = await station({ config: { duty } });
  expect(await chat.officer("周所").dm("/值班 李红梅 到明早8点")).toEqual([
    "好的，李红梅值班到11月25日 08:00。\n现在值班：赵值班（到18:00）、李红梅（到11月25日 08:00）",
  ]);
  expect(chat.officer("李红梅").inbox).toEqual(["周所请您值班，到11月25日08:00。有急件先叫您。"]);
  await chat.restart();
  await chat.advance(9 * HOUR);
  expect(await chat.officer("赵值班").dm("/值班")).toEqual([
    "现在值班：钱值班（到11月25日 08:00）、李红梅（到11月25日 08:00）",
  ]);
  await chat.pass(13 * HOUR);
  expect(await chat.officer("赵值班").dm("/值班")).toEqual(["现在值班：赵值班（到18:00）"]);
});

test("whoever is taken off is not on duty until their shift is over", async () => {
  const chat = await station({ config: { duty } });
  await chat.officer("周所").dm("/值班 李红梅 到18:00");
  expect(await chat.officer("周所").dm("/值班 赵值班 下班")).toEqual([
    "赵值班不值班了。\n现在值班：李红梅（到18:00）",
  ]);
  expect(await chat.officer("周所").dm("/值班 赵值班 下班")).toEqual(["赵值班现在没有值班。"]);
  await chat.pass(23 * HOUR);
  expect(await chat.officer("周所").dm("/值班")).toEqual(["现在值班：赵值班（到18:00）"]);
});

test.each([
  ["李红梅", "/值班 李红梅 到18:00", /^这件事您办不了/],
  ["赵值班", "/值班 张三 到18:00", /^没有叫「张三」的民警/],
  ["赵值班", "/值班 孙审计 到18:00", /^孙审计不办件，不能值班/],
  ["赵值班", "/值班 李红梅", /^要写谁、值到几点/],
  ["赵值班", "/值班 李红梅 到以后再说", /没看懂「以后再说」/],
  ["赵值班", "/值班 李红梅 到9:00今天", /没看懂/],
  ["赵值班", "/值班 李红梅 到2027年", /没看懂/],
  ["赵值班", "/值班 李红梅 到1月5日", /^最多排31天/],
  ["赵值班", "/值班 李红梅 下班", /^李红梅现在没有值班/],
])("%s, %s: refused with what to do, and nothing is changed", async (who, said, answer) => {
  const chat = await station({ config: { duty } });
  expect(await chat.officer(who).dm(said)).toEqual([expect.stringMatching(answer)]);
  expect(await chat.store.duties.all()).toEqual([]);
});

test.each([
  ["李红梅到 明早8点", "11月25日 08:00"],
  ["李红梅 明早 8点", "11月25日 08:00"],
  ["李红梅  至 周五", "11月28日 00:00"],
  ["李 红梅 到18：00", "18:00"],
  ["李 18:00", "18:00"],
])("/值班 %s is read", async (said, until) => {
  const chat = await station();
  expect((await chat.officer("周所").dm(`/值班 ${said}`))[0]).toContain(`好的，李红梅值班到${until}。`);
});

test("the audit says who set whom, and until when", async () => {
  const chat = await station();
  await chat.officer("赵值班").dm("/值班 李红梅 18:00");
  const officer = await chat.store.officers.byName("李红梅");
  const [entry] = await chat.store.audit.of({ kind: "officer", id: officer?.id ?? "" }, 1);
  expect(entry).toMatchObject({ action: "duty.set", facts: { until: "2026-11-24T10:00:00.000Z" } });
});

test("danger calls whoever is on duty, and not those who are at home", async () => {
  const chat = await station({ config: { duty } });
  await chat.officer("周所").dm("/值班 李红梅 到18:00");
  await chat.resident("张").dm("有人拿刀砍人，在矿工路");
  const calls = (name: string) => chat.officer(name).inbox.filter((text) => text.includes("急件，请马上看"));
  expect(["赵值班", "李红梅", "钱值班"].map((name) => calls(name).length)).toEqual([1, 1, 0]);
});
