import { expect, test } from "vitest";
import { meantIn } from "../../src/domain/meant.ts";

const named = (...names: string[]) => names.map((name) => ({ id: name, name }));
const all = named("王建国", "李红梅", "李强", "欧阳海", "所长", "赵");

test.each([
  ["王建国上门态度差", ["王建国"]],
  ["王 建·国上门态度差", ["王建国"]],
  ["王建國上門態度差", ["王建国"]],
  ["王警官骂人", ["王建国"]],
  ["王所收了人家的烟", ["王建国"]],
  ["李警官骂人", []],
  ["李红梅和李强都骂人", ["李红梅", "李强"]],
  ["欧阳队长骂人", ["欧阳海"]],
  ["所长不管事，值班的也不管", []],
  ["赵家的狗叫", []],
  ["姓王的邻居太吵", []],
  ["", []],
])("「%s」 means %j", (text, wanted) => {
  expect(meantIn(text, all)).toEqual(wanted);
});

test("who was stopped is not meant, and takes no surname from who works", () => {
  const officers = [...named("王建国"), { id: "old", name: "王强", revokedAt: "2026-11-01T00:00:00Z" }];
  expect(meantIn("王警官和王强都骂人", officers)).toEqual(["王建国"]);
});
