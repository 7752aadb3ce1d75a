import { expect, test } from "vitest";
import { whatToDo } from "../../src/operators/admin-texts.ts";

test.each([
  ["wecom-60020", /企业可信IP/],
  ["wecom-40001", /secret 不对/],
  ["wecom-48002", /可调用接口的应用/],
  ["wecom-95017", /通过 API 管理/],
  ["wecom-999999", /999999.*全局错误码/],
  ["wecom--1", /自动再试/],
  ["no-answer", /值班电脑/],
])("an admin reads what to do about %s", (fault, sentence) => {
  expect(whatToDo(fault)).toMatch(sentence);
});
