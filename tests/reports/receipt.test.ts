import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dangerAdvice } from "../../src/domain/danger-advice.ts";
import { categories, categoryNames, type Report } from "../../src/domain/reports.ts";
import { dangers } from "../../src/domain/understanding.ts";
import { noPetition, type ReceiptFacts, receipt } from "../../src/reports/receipt.ts";

const facts: fc.Arbitrary<ReceiptFacts> = fc
  .record({
    category: fc.constantFrom(...categories),
    restricted: fc.boolean(),
    danger: fc.constantFrom(undefined, ...dangers),
    isDoubtful: fc.boolean(),
    isCalled: fc.boolean(),
    isSensitive: fc.boolean(),
    firstContact: fc.boolean(),
    kinds: fc.array(fc.constantFrom("image", "voice", "video", "file"), { maxLength: 4 }),
    voiceOnly: fc.boolean(),
    why: fc.constantFrom(undefined, "ask", "no-more"),
    hour: fc.integer({ min: 0, max: 23 }),
    promise: fc.constantFrom(undefined, "1个工作日", "15个工作日"),
    isPetition: fc.boolean(),
  })
  .map(({ category, restricted, danger, kinds, why, hour, ...rest }) => ({
    ...rest,
    report: {
      number: "R2611-0042",
      category,
      ...(restricted ? { restricted: true } : {}),
    } as unknown as Report,
    advice: danger && dangerAdvice(danger, { sms110: "12110375" }),
    attachments: kinds.map((kind) => ({ kind })) as ReceiptFacts["attachments"],
    related: why ? { number: "R2611-0041", why } : undefined,
    now: new Date(Date.UTC(2026, 10, 24, hour)),
    zone: "Asia/Shanghai",
  })) as fc.Arbitrary<ReceiptFacts>;

const holds = (promise: (text: string, of: ReceiptFacts) => boolean) =>
  fc.assert(
    fc.property(facts, (of) => promise(receipt(of), of)),
    { numRuns: 3_000 },
  );

describe("a receipt", () => {
  test("has two lines and 45 signs at most; three and 90 at first contact or in danger", () =>
    holds((text, { advice, firstContact }) => {
      const [lines, signs] = advice || firstContact ? [3, 90] : [2, 45];
      const said = text.replaceAll("\n", "");
      return text.split("\n").length <= lines && Array.from(said).length <= signs;
    }));

  test("holds its number and its category in Chinese", () =>
    holds(
      (text, { report }) => text.includes(report.number) && text.includes(categoryNames[report.category]),
    ));

  test("begins with 110 where somebody is in danger, and asks where that is in doubt", () =>
    holds((text, { advice, isDoubtful }) =>
      advice ? text.startsWith("请立即拨打110") : !isDoubtful || text.includes("现在有人有危险吗？"),
    ));

  test("says that somebody is being called only where that is so", () =>
    holds((text, { advice, isCalled }) => {
      const [calls, calledNobody] = [text.includes("正在叫值班民警"), text.includes("叫不到人")];
      return advice ? calls === (isCalled === true) && calledNobody !== calls : !calls && !calledNobody;
    }));

  test("of what may be a complaint ends with where else one may turn", () =>
    holds((text, { report, advice, isPetition, isDoubtful }) => {
      const isRestricted = report.restricted === true || report.category === "complaint";
      const where = isPetition && !isDoubtful ? noPetition : "也可打12389。";
      return advice !== undefined || !isRestricted || text.endsWith(where);
    }));

  test("promises no legal act, no anonymity and nothing that nobody has done", () =>
    holds((text) => !/受理|立案|受案|信访|匿名|已出警|已看到/.test(text.replace(noPetition, ""))));
});

test.each([9, 21, 23, 3])("at %i o'clock it says when somebody reads it", (hour) => {
  const text = receipt({
    report: { number: "R2611-0042", category: "dispute" } as unknown as Report,
    firstContact: false,
    attachments: [],
    voiceOnly: false,
    now: new Date(Date.UTC(2026, 10, 24, hour - 8)),
    zone: "Asia/Shanghai",
  });
  expect(text).toContain(hour >= 22 ? "明早8点后看" : hour < 7 ? "今早8点后看" : "看了在这里回您");
});
