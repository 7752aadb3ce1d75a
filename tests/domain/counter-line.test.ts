import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { endsCounterLine, parseCounterLine, withCounterLine } from "../../src/domain/counter-line.ts";

/** A Tuesday. */
const now = "2026-11-24 09:30";

describe("a day told from today becomes a date, and the line ends with it", () => {
  test.each([
    ["今天下午停办 系统升级", "11月24日下午停办 系统升级", "2026-11-25 00:00"],
    ["今日上午停办", "11月24日上午停办", "2026-11-24 12:00"],
    ["系统升级，暂停办理", "系统升级，暂停办理", "2026-11-25 00:00"],
    ["明天上午不办身份证", "11月25日上午不办身份证", "2026-11-25 12:00"],
    ["后天全天停办，上午下午都不办", "11月26日全天停办，上午下午都不办", "2026-11-27 00:00"],
    ["周五停办", "11月27日停办", "2026-11-28 00:00"],
    ["周二停办", "11月24日停办", "2026-11-25 00:00"],
    ["星期一停办", "11月30日停办", "2026-12-01 00:00"],
    ["下周二停办", "12月1日停办", "2026-12-02 00:00"],
    ["礼拜天照常上班", "11月29日照常上班", "2026-11-30 00:00"],
    ["明天到周五搬家停办", "11月25日到11月27日搬家停办", "2026-11-28 00:00"],
    ["12月1日至12月3日停办", "12月1日至12月3日停办", "2026-12-04 00:00"],
    ["1月3号停办", "1月3日停办", "2027-01-04 00:00"],
    ["今晚系统升级", "11月24日晚系统升级", "2026-11-25 00:00"],
  ])("%s", (words, text, until) => {
    expect(parseCounterLine(words, now)).toEqual({ text, until });
  });
});

test.each([
  ["", "empty"],
  ["  ", "empty"],
  ["停".repeat(41), "too-long"],
  ["11月20日停办", "over"],
])("what is no line is refused: %s", (words, refused) => {
  expect(parseCounterLine(words, now)).toEqual({ refused });
});

test("this morning's line is over in the afternoon", () => {
  expect(parseCounterLine("今天上午停办", "2026-11-24 12:00")).toEqual({ refused: "over" });
});

test("a day that does not exist is left as it was typed", () => {
  expect(parseCounterLine("2月30日停办", now)).toEqual({ text: "2月30日停办", until: "2026-11-25 00:00" });
});

test("it stands before an answer until it ends", () => {
  const line = parseCounterLine("今天下午停办", now);
  if ("refused" in line) throw new Error(line.refused);
  expect(withCounterLine("带户口簿。", line, "2026-11-24 23:59")).toBe(
    "【窗口】11月24日下午停办\n带户口簿。",
  );
  expect(withCounterLine("带户口簿。", line, "2026-11-25 00:00")).toBe("带户口簿。");
  expect(withCounterLine("带户口簿。", undefined, now)).toBe("带户口簿。");
});

test("words that end it", () => {
  for (const words of ["恢复", "恢复办理", " 正常办公。", "取消"]) expect(endsCounterLine(words)).toBe(true);
  for (const words of ["", "明天恢复办理", "系统恢复前停办"]) expect(endsCounterLine(words)).toBe(false);
});

test("whatever is typed, a line ends later than now and within a year and a half", () => {
  const pieces = fc.constantFrom(
    "今天",
    "明天",
    "周五",
    "下周三",
    "2月29日",
    "12月31日",
    "上午",
    "到",
    "停办",
    "99月1日",
  );
  fc.assert(
    fc.property(
      fc.array(pieces, { maxLength: 6 }).map((all) => all.join("")),
      fc.date({ min: new Date("2026-01-01"), max: new Date("2030-01-01"), noInvalidDate: true }),
      (words, at) => {
        const now = `${at.toISOString().slice(0, 10)} ${at.toISOString().slice(11, 16)}`;
        const line = parseCounterLine(words, now);
        if ("refused" in line) return;
        expect(line.until > now).toBe(true);
        expect(Number.isNaN(Date.parse(line.until.replace(" ", "T")))).toBe(false);
        expect(line.text).not.toMatch(/今天|明天|下?周[五三]/);
      },
    ),
  );
});
