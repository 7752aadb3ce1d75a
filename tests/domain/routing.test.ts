import { expect, test } from "vitest";
import { createFindOffice } from "../../src/domain/routing.ts";

const offices = [
  { name: "体育场警务室", places: ["建设路", "体育场南门"] },
  { name: "新程街社区警务室", places: ["联盟路68号院", "建设路小学"] },
  { name: "城东警务室", places: ["联盟路"] },
  { name: "城西警务室", places: ["园林路"] },
  { name: "城南警务室", places: ["园林路"] },
];
const findOffice = createFindOffice(offices);

test("an office is found by its places and by the stem of its own name", () => {
  expect(findOffice({ place: "建设路128号", text: "" })).toBe("体育场警务室");
  expect(findOffice({ place: "体育场东门", text: "" })).toBe("体育场警务室");
  expect(findOffice({ place: "新程街7号院", text: "" })).toBe("新程街社区警务室");
});

test("the longest match wins, full-width digits and spaces aside", () => {
  expect(findOffice({ place: "联盟路 ６８号院地下室", text: "" })).toBe("新程街社区警务室");
  expect(findOffice({ place: "联盟路5号", text: "" })).toBe("城东警务室");
});

test("the place goes before the rest of the text, which serves where it says nothing", () => {
  expect(findOffice({ place: "联盟路5号", text: "联盟路5号 我在体育场南门上班" })).toBe("城东警务室");
  expect(findOffice({ place: "3单元", text: "3单元 就在体育场旁边" })).toBe("体育场警务室");
  expect(findOffice({ text: "新程街棋牌室赌博" })).toBe("新程街社区警务室");
});

test("two offices that match equally, or none, are left to the dispatcher", () => {
  expect(findOffice({ place: "园林路菜市场", text: "" })).toBeUndefined();
  expect(findOffice({ place: "北京", text: "路灯坏了" })).toBeUndefined();
});

test("an office whose name is nothing but 警务室 matches nothing by it", () => {
  expect(createFindOffice([{ name: "警务室", places: [""] }])({ text: "随便" })).toBeUndefined();
});
