import { describe, expect, test } from "vitest";
import { readExamples, readModel } from "../../../src/app/understanding-files.ts";
import { compare, examplesOf, type Lesson } from "../../../src/domain/understanding/training/learn.ts";

const model = readModel();

function lesson(more: Partial<Lesson> & { report?: Partial<Lesson["report"]> }): Lesson {
  const report = { id: "1", category: "help", priority: "normal", ...more.report } as const;
  return { text: "楼上401跳绳", field: "category", label: "dispute", byRole: "officer", ...more, report };
}

describe("a station's corrections", () => {
  test("teach the category as it stands, with digits as 0 and the last word on it", () => {
    const said = [lesson({ label: "tip" }), lesson({})];
    expect(examplesOf(said, model)).toEqual([
      expect.objectContaining({ text: "楼上000跳绳", kind: "report", category: "dispute", urgent: false }),
    ]);
  });

  test.each([
    ["what is sensitive", { report: { id: "2", category: "help", priority: "normal", sensitive: true } }],
    ["a complaint", { report: { id: "2", category: "complaint", priority: "normal" } }],
    [
      "what only leaders read",
      { report: { id: "2", category: "help", priority: "normal", restricted: true } },
    ],
  ] as const)("never teach from %s", (_, more) => {
    expect(examplesOf([lesson(more)], model)).toEqual([]);
  });

  test.each([
    ["that nobody is in danger", { field: "priority", label: "normal" }],
    ["that it blames nobody", { field: "restricted", label: "false" }],
    [
      "that it is no report, where somebody is in danger",
      { text: "有人拿刀砍人", field: "kind", label: "chatter" },
    ],
  ])("teach %s only where a leader says so", (_, more) => {
    expect(examplesOf([lesson({ ...more, byRole: "officer" })], model)).toEqual([]);
    expect(examplesOf([lesson({ ...more, byRole: "leader" })], model)).toHaveLength(1);
  });

  test("that anybody makes may teach that somebody is in danger", () => {
    expect(examplesOf([lesson({ field: "priority", label: "urgent" })], model)[0]?.urgent).toBe(true);
  });
});

test("what makes danger go unheard is not accepted", () => {
  const all = readExamples();
  const shipped = all.filter((_, i) => i % 8 === 0);
  const wrong = all
    .filter(({ urgent }, i) => urgent && i % 8 !== 0)
    .map(
      (example) => ({ ...example, kind: "chatter", category: null, urgent: false, danger: null }) as const,
    );
  const { before, after, isAccepted } = compare(shipped, wrong);
  expect(after.danger).toBeLessThan(before.danger);
  expect(isAccepted).toBe(false);
}, 120_000);
