import fc from "fast-check";
import { expect, test } from "vitest";
import { startChat } from "../support/start-chat.ts";

test.each([
  "着\u200b火了",
  "著火了",
  "着火\u2060了\ufeff",
  "\u202e着火了\u202c",
  "著\u00ad火\u200d了",
  "三樓著火了快來人",
  "煤氣洩漏，有人暈倒",
])("danger is heard in whatever spelling: %j", async (typed) => {
  const chat = await startChat();
  const [answer] = await chat.resident("张").dm(typed);
  expect(answer).toMatch(/^请立即拨打110/);
  const report = await chat.store.reports.byNumber("R2611-0001");
  expect((await chat.store.reports.firstSaid(report?.id ?? ""))?.text).toBe(typed.trim());
});

test.each([
  "进度",
  "進度",
  "进度。",
  "进\u200b度",
  "「进度」",
  "进度？",
  " 进度 ",
  "ｊｉｎ度".replace("ｊｉｎ", "进"),
])("the word 进度 is known in whatever spelling: %j", async (typed) => {
  const chat = await startChat();
  await chat.resident("张").dm("三楼楼道堆满纸箱");
  const [answer] = await chat.resident("张").dm(typed);
  expect(answer).toMatch(/R2611-0001/);
  expect((await chat.store.reports.find({}, { limit: 1 })).total).toBe(1);
  const { reports } = await chat.store.reports.find({}, { limit: 1 });
  expect(await chat.store.reports.entries(reports[0]?.id ?? "")).toHaveLength(1);
});

const unseen = fc.constantFrom("", "", "\u200b", "\u200c", "\u2060", "\ufeff", "\u00ad", "\u202a", "\ufe0f");

test("signs that nobody sees hide no cry for help", async () => {
  const chat = await startChat();
  let count = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom("着火了", "救命啊", "有人持刀砍人", "著火了"),
      fc.array(unseen, { minLength: 8, maxLength: 8 }),
      async (cry, signs) => {
        const typed = Array.from(cry, (c, i) => c + (signs[i] ?? "")).join("");
        const [answer] = await chat.resident(`张${count++}`).dm(typed);
        expect(answer, JSON.stringify(typed)).toMatch(/^请立即拨打110/);
      },
    ),
    { numRuns: 40 },
  );
});

test.each(["看“1”", "看「1」", "看 (1)", "看 1 ！", "看 1 ？", "看 R2611 0001", "/看 R2611_0001"])(
  "punctuation of keyboards and dictation is no word of a command: %s",
  async (typed) => {
    const chat = await startChat({ officers: ["李"] });
    await chat.resident("张").dm("三楼楼道堆满纸箱");
    const [answer] = await chat.officer("李").dm(typed);
    expect(answer).toMatch(/^R2611-0001/);
  },
);

test.each(["列表 ？", "列表 ！", "列表 …", "统计 。"])("「%s」 is the command alone", async (typed) => {
  const chat = await startChat({ officers: ["李"] });
  await chat.resident("张").dm("三楼楼道堆满纸箱");
  const [answer] = await chat.officer("李").dm(typed);
  expect(answer).not.toMatch(/不认识|没看懂|没认出/);
});

test.each(["/搜索", "/回复 1", "/列表", "/认领", "/备注 1"])(
  "%s with a megabyte behind it is refused at once",
  async (begin) => {
    const chat = await startChat({ officers: ["李"] });
    await chat.resident("张").dm("三楼楼道堆满纸箱");
    expect(await chat.officer("李").dm(`${begin} ${"新 ".repeat(500_000)}`)).toEqual([
      "太长了，没有办。一个命令最多4000字。",
    ]);
  },
);
