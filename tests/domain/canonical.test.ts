import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  canonical,
  canonicalName,
  canonicalNumber,
  canonicalWord,
  namesIn,
  withNames,
} from "../../src/domain/canonical.ts";
import { showable, showableLine } from "../../src/domain/showable.ts";

/** One of each sort of sign that is drawn as nothing. */
const unseen = [
  ..."\u200b\u200c\u200d\u200e\u200f\u202a\u202e\u2060\u2066\u2069\ufeff\u00ad\u061c\u180e\u034f\u115f\u3164\ufe0e\ufe0f\u0000\u0007\u001b\u007f\u009f",
  "\u{e0001}",
  "\u{e0041}",
  "\u{e0100}",
];
const anyUnseen = fc.array(fc.constantFrom(...unseen), { maxLength: 3 }).map((signs) => signs.join(""));

/** `text` with signs that nobody sees before, between and behind its characters. */
function sprinkled(text: string): fc.Arbitrary<string> {
  const characters = Array.from(text);
  return fc
    .array(anyUnseen, { minLength: characters.length + 1, maxLength: characters.length + 1 })
    .map((signs) => signs.map((sign, i) => sign + (characters[i] ?? "")).join(""));
}

/** `text`, some of its ASCII in full width. */
function widened(text: string): fc.Arbitrary<string> {
  const wide = (c: string) => (/[!-~]/.test(c) ? String.fromCharCode(c.charCodeAt(0) + 0xfee0) : c);
  return fc
    .array(fc.boolean(), { minLength: text.length, maxLength: text.length })
    .map((some) => Array.from(text, (c, i) => (some[i] ? wide(c) : c)).join(""));
}

test.each([
  ["着\u200b火了", "着火了"],
  ["著火了", "着火了"],
  ["後面有人跟著我", "后面有人跟着我"],
  ["進度", "进度"],
  ["撤銷舉報", "撤销举报"],
  ["著名的著作，顯著", "著名的著作,显著"],
  ["嗰個人係邊個", "嗰个人系边个"],
  ["么妹和幺妹", "么妹和幺妹"],
  ["乾隆年間的衣服要乾洗", "乾隆年间的衣服要干洗"],
  ["臺灣、台灣、裏面、裡面", "台湾、台湾、里面、里面"],
  ["Ｒ２６１１－０００１", "R2611-0001"],
  ["2611–0042 2611—0042 2611−0042 2611‑0042", "2611-0042 2611-0042 2611-0042 2611-0042"],
  ["王　伟\u00a0好\u2003吗", "王 伟 好 吗"],
  ["一\r\n二\u2028三\u000b四", "一\n二\n三\n四"],
  ["👨‍👩‍👧 ❤️", "👨👩👧 ❤"],
  ["مەھەللىدە ئوت كەتتى", "مەھەللىدە ئوت كەتتى"],
])("%j is told as %j", (typed, told) => {
  expect(canonical(typed)).toBe(told);
});

test("signs that nobody sees, and width, change nothing", () => {
  const text = "着火了 R2611-0001 /list";
  fc.assert(fc.property(sprinkled(text), (typed) => canonical(typed) === text));
  fc.assert(fc.property(widened(text), (typed) => canonical(typed) === text));
});

test("what is canonical stays as it is", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), (text) => {
      const once = canonical(text);
      expect(canonical(once)).toBe(once);
    }),
    { numRuns: 2000 },
  );
});

test("a character of the whole of Unicode keeps its length when it becomes simplified", () => {
  for (let code = 0x3400; code < 0x30000; code++) {
    const character = String.fromCodePoint(code);
    if (!/\p{Script=Han}/u.test(character)) continue;
    expect(canonical(character).length).toBe(character.normalize("NFKC").length);
  }
});

describe("a name", () => {
  test.each([
    ["王　伟", "王伟"],
    ["王偉", "王伟"],
    ["王\u200b伟", "王伟"],
    ["王 伟 ", "王伟"],
    ["阿卜杜拉•买买提", "阿卜杜拉·买买提"],
    ["阿卜杜拉・買買提", "阿卜杜拉·买买提"],
    ["阿卜杜拉．买买提", "阿卜杜拉买买提"],
    ["ＪＯＨＮ", "John"],
    ["新城警務室", "新城警务室"],
  ])("%j is the name %j", (typed, name) => {
    expect(canonicalName(typed)).toBe(canonicalName(name));
  });

  test("of one person is not another's", () => {
    expect(canonicalName("王伟")).not.toBe(canonicalName("王炜"));
    expect(canonicalName("王伟1")).not.toBe(canonicalName("王伟2"));
  });
});

test.each(["列表。", "列表！", "「列表」", "（列表）", " 列表，", "列表……", "列\u200b表", "列表~"])(
  "the word %j is 列表",
  (typed) => expect(canonicalWord(typed)).toBe("列表"),
);
test("a word of signs alone stays one", () => expect(canonicalWord("？")).toBe("?"));

test.each([
  ["14", "14"],
  ["１４", "14"],
  ["14号", "14"],
  ["第14件。", "14"],
  ["#14", "14"],
  ["编号14", "14"],
  ["14號", "14"],
  ["R2611–0042", "r2611-0042"],
  ["Ｒ2611－0042号。", "r2611-0042"],
  ["R2611 - 0042", "r2611-0042"],
  ["\u202aR2611-0042\u202c", "r2611-0042"],
])("the number %j is %j", (typed, number) => {
  expect(canonicalNumber(typed)).toBe(number);
});

test("what is shown can garble nothing around it, and is else as typed", () => {
  expect(showable("看\u202e钱款\u202c\u0007\u200b\r\n👨‍👩‍👧 ❤️，著火了")).toBe("看钱款\n👨‍👩‍👧 ❤️，著火了");
  expect(showableLine("  光明路\n\n系统：已确认\u2028群  ", 20)).toBe(
    "光明路 系统:已确认 群".replace(":", "："),
  );
  expect(showableLine("😀".repeat(30), 10)).toBe(`${"😀".repeat(9)}…`);
  expect(showableLine("👨‍👩‍👧".repeat(5), 10)).toBe("👨‍👩‍👧".repeat(5));
});

test("no text is slow", () => {
  for (const sign of ["。", "\u200b", " ", "著", "-", "第"]) {
    const text = `x${sign.repeat(300_000)}x`;
    const begun = performance.now();
    for (const read of [canonical, canonicalName, canonicalWord, canonicalNumber, showable]) read(text);
    showableLine(text, 20);
    expect(performance.now() - begun).toBeLessThan(1500);
  }
});

test("names are found in a text, and stand in it, in whatever spelling", () => {
  const names = ["王　伟", "阿卜杜拉·买买提", "李"];
  expect(namesIn("王伟打我", names)).toEqual(["王　伟"]);
  expect(namesIn("民警王 偉和阿卜杜拉•買買提", names)).toEqual(["王　伟", "阿卜杜拉·买买提"]);
  expect(withNames("民警王 偉，和阿卜杜拉•買買提。(a+b)", [...names, "(a+b)"])).toBe(
    "民警王伟,和阿卜杜拉买买提。(a+b)",
  );
});
