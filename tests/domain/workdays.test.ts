import { describe, expect, test } from "vitest";
import { fallsOn, isWorkday, missingYears } from "../../src/domain/workdays.ts";

const calendar = { holidays: new Set(["2026-10-01", "2026-10-03"]), workdays: new Set(["2026-10-10"]) };

describe("a day", () => {
  test.each([
    ["2026-10-01", false, "a Thursday off"],
    ["2026-10-03", false, "a Saturday within a holiday"],
    ["2026-10-10", true, "a Saturday that is worked"],
    ["2026-10-11", false, "a Sunday"],
    ["2026-10-12", true, "a Monday"],
    ["2031-01-01", true, "a Wednesday of a year nobody has entered"],
    ["2031-01-04", false, "a Saturday of such a year"],
  ])("%s is a workday: %s (%s)", (day, expected) => {
    expect(isWorkday(day, calendar)).toBe(expected);
    expect(fallsOn("workday", day, calendar)).toBe(expected);
    expect(fallsOn("holiday", day, calendar)).toBe(!expected);
    expect(fallsOn("any", day, calendar)).toBe(true);
  });
});

test("this year is asked for at once, the next one from December on", () => {
  expect(missingYears(calendar, "2026-11-30")).toEqual([]);
  expect(missingYears(calendar, "2026-12-01")).toEqual([2027]);
  expect(missingYears(calendar, "2027-01-01")).toEqual([2027]);
  expect(missingYears(calendar, "2027-12-01")).toEqual([2027, 2028]);
});
