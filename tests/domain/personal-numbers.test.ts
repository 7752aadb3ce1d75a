import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findPersonalNumbers } from "../../src/domain/personal-numbers.ts";

const kinds = (text: string) => findPersonalNumbers(text).map(({ kind }) => kind);
const digits = (count: number) => fc.stringMatching(new RegExp(`^\\d{${count}}$`));
const letter = fc.constantFrom(..."ABCDEFGHJKLMNPQRSTUVWXYZ");
const province = fc.constantFrom(..."京沪粤豫新藏琼渝");

const mobile = fc
  .tuple(fc.integer({ min: 3, max: 9 }), digits(9))
  .map(([second, rest]) => `1${second}${rest}`);
const landline = fc
  .tuple(fc.constantFrom("010", "021", "0375", "0755"), fc.constantFrom("-", " ", ""), digits(7))
  .map(([area, gap, rest]) => `${area}${gap}6${rest}`);
const id = fc
  .tuple(fc.constantFrom("11010119", "41040220", "65010119"), fc.constantFrom("490307", "001231"), digits(3))
  .map(([area, born, rest]) => withCheckDigit(`${area}${born}${rest}`));
const plate = fc.oneof(
  fc.tuple(province, letter, digits(5)).map((parts) => parts.join("")),
  fc.tuple(province, letter, letter, digits(4)).map(([p, l, a, d]) => `${p}${l}·${a}${d}`),
  fc.tuple(province, letter, fc.constantFrom("D", "F"), digits(5)).map((parts) => parts.join("")),
  fc.tuple(province, letter, digits(5), fc.constantFrom("D", "F")).map((parts) => parts.join("")),
  fc.tuple(province, letter, digits(4)).map(([p, l, d]) => `${p}${l}${d}挂`),
);
const kindAndText = fc.oneof(
  mobile.map((text) => ["mobile", text] as const),
  landline.map((text) => ["landline", text] as const),
  id.map((text) => ["id", text] as const),
  plate.map((text) => ["plate", text] as const),
);
/** Chinese words without digits, and without a province that could begin a plate. */
const words = fc.stringMatching(/^[请拨打给民警留言谢啦，。：（）「」]{0,12}$/);
const wide = (text: string) =>
  text.replace(/[!-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0));

/** Independent of the code under test: ISO 7064 MOD 11-2 by its recurrence. */
function withCheckDigit(seventeen: string): string {
  const rest = [...seventeen].reduce((p, digit) => ((p + Number(digit)) * 2) % 11, 0);
  const check = (12 - rest) % 11;
  return seventeen + (check === 10 ? "X" : check);
}

describe("a number of a person", () => {
  test("is found wherever it stands, by kind and place", () => {
    fc.assert(
      fc.property(words, kindAndText, words, (before, [kind, text], after) => {
        expect(findPersonalNumbers(before + text + after)).toEqual([
          { kind, index: before.length, length: text.length },
        ]);
      }),
    );
  });

  test("is found in full-width characters too, and each of several", () => {
    fc.assert(
      fc.property(fc.array(kindAndText, { minLength: 1, maxLength: 4 }), (numbers) => {
        const text = numbers.map(([, number]) => wide(number)).join("，又有，");
        expect(kinds(text)).toEqual(numbers.map(([kind]) => kind));
      }),
    );
  });

  test.each([
    ["138 0013 8000", "mobile"],
    ["138-0013-8000", "mobile"],
    ["+86 13800138000", "mobile"],
    ["微信同号13800138000。", "mobile"],
    ["(0375)2345678", "landline"],
    ["（010）6234 5678", "landline"],
    ["值班电话：2345678", "landline"],
    ["400-123-4567", "landline"],
    ["11010119900307109x".replace("109x", `${withCheckDigit("11010119900307109").slice(14)}`), "id"],
    ["豫d12345", "plate"],
    ["京A·D12345", "plate"],
    ["粤Z1234港", "plate"],
  ])("is found as people write it: %s", (text, kind) => {
    expect(kinds(text)).toEqual([kind]);
  });
});

describe("what is nobody's number passes", () => {
  test.each([
    "紧急打110，火警119，急救120，交通事故122，拿不准打96110，问事打12345，违法查12123，不能出声发12110375",
    "12110、12110010、110、12355、12348、12338、12315、95588、10086、12381、12388、12389、12393、12320",
    "2026年11月24日8点10分，2026-11-24 08:10，20261124，08:10-17:30",
    "最高罚1000元，有的骗走5000000元，3至7年，第120条，省12.5%，每小时25公里",
    "编号R2611-0042，订单20261124000123456789",
    "京东、沪上、新A股、豫剧、AED、APP、WiFi6",
    "11010119900307123",
  ])("%s", (text) => {
    expect(findPersonalNumbers(text)).toEqual([]);
  });

  test("an eighteen-digit number with a wrong check digit is no identity number", () => {
    fc.assert(
      fc.property(id, fc.integer({ min: 1, max: 9 }), (good, shift) => {
        const last = good.at(-1) === "X" ? 10 : Number(good.at(-1));
        const wrong = (last + shift) % 11;
        const text = good.slice(0, 17) + (wrong === 10 ? "X" : wrong);
        expect(kinds(text)).not.toContain("id");
      }),
    );
  });

  test("any text without digits", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        expect(findPersonalNumbers(text.normalize("NFKC").replace(/\p{N}/gu, ""))).toEqual([]);
      }),
    );
  });
});
