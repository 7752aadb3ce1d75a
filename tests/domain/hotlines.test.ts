import { expect, test } from "vitest";
import { findUnlistedHotlines, hotlines } from "../../src/domain/hotlines.ts";

const found = (text: string) => findUnlistedHotlines(text).map(({ number }) => number);

test("public hotlines may be named", () => {
  expect(found(`打${[...hotlines.keys()].join("、打")}，短信发到12110375`)).toEqual([]);
});

test.each([
  ["拿不准打96119", "96119"],
  ["可以打12399问", "12399"],
  ["报警打111", "111"],
  ["拨打 95599", "95599"],
  ["客服电话：10010", "10010"],
])("a number that is none is found: %s", (text, number) => {
  expect(found(text)).toEqual([number]);
});

test.each([
  "工本费120元",
  "被骗12500元",
  "2026年1月1日",
  "打8折",
  "共打了200个电话",
  "200米内",
  "罚款12000块",
])("what only counts is left alone: %s", (text) => {
  expect(found(text)).toEqual([]);
});
