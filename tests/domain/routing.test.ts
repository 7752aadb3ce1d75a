import { expect, test } from "vitest";
import { officeOf } from "../../src/domain/routing.ts";

const offices = [
  { name: "体育场警务室", places: ["建设路", "体育场南门"] },
  { name: "新程街社区警务室", places: ["联盟路68号院", "建设路小学"] },
  { name: "城东警务室", places: ["联盟路"] },
  { name: "城西警务室", places: ["园林路"] },
  { name: "城南警务室", places: ["园林路"] },
];

test("an office is found by its places and by the stem of its own name", () => {
  expect(officeOf({ place: "建设路128号", text: "" }, offices)).toBe("体育场警务室");
  expect(officeOf({ place: "体育场东门", text: "" }, offices)).toBe("体育场警务室");
  expect(officeOf({ place: "新程街7号院", text: "" }, offices)).toBe("新程街社区警务室");
});

test("the longest match wins, full-width digits and spaces aside", () => {
  expect(officeOf({ place: "联盟路 ６８号院地下室", text: "" }, offices)).toBe("新程街社区警务室");
  expect(officeOf({ place: "联盟路5号", text: "" }, offices)).toBe("城东警务室");
});

test("the place goes before the rest of the text, which serves where it says nothing", () => {
  expect(officeOf({ place: "联盟路5号", text: "联盟路5号 我在体育场南门上班" }, offices)).toBe("城东警务室");
  expect(officeOf({ place: "3单元", text: "3单元 就在体育场旁边" }, offices)).toBe("体育场警务室");
  expect(officeOf({ text: "新程街棋牌室赌博" }, offices)).toBe("新程街社区警务室");
});

test("two offices that match equally, or none, are left to the dispatcher", () => {
  expect(officeOf({ place: "园林路菜市场", text: "" }, offices)).toBeUndefined();
  expect(officeOf({ place: "北京", text: "路灯坏了" }, offices)).toBeUndefined();
});

test("an office whose name is nothing but 警务室 matches nothing by it", () => {
  expect(officeOf({ text: "随便" }, [{ name: "警务室", places: [""] }])).toBeUndefined();
});
