import fc from "fast-check";
import { expect, test } from "vitest";
import { foreignDanger, isForeign, saysSomething } from "../../src/domain/other-languages.ts";

const nothing = [
  "1",
  "42",
  "666",
  "520",
  "😂😂",
  "[捂脸]",
  "[Doge][Doge]",
  "👍",
  "...",
  "？？",
  "<script>alert(1)</script>",
  "=1+1",
  '{"a":1}',
  "SELECT * FROM users;",
  "' OR 1=1 --",
  "/list",
  "ok",
  "OK 👌",
  "Thanks!",
  "thank you so much",
  "hello",
  "haha",
  "hahahaha",
  "спасибо",
  "안녕하세요",
  "こんにちは",
];
test.each(nothing)("%j says nothing", (text) => expect(saysSomething(text)).toBe(false));

const something = [
  "Fire! (3rd floor)",
  "my wallet was stolen; please help",
  "Someone {drunk} is sleeping at my door",
  "<b>noise</b> every night",
  "Шумят соседи каждую ночь",
  "위층이 너무 시끄러워요",
  "불",
  "مەھەللىدە ئوت كەتتى",
  "上",
  "เพื่อนบ้านเสียงดัง",
  "Hàng xóm ồn ào quá",
  "騒がしいです",
  "うるさいです",
  "གཞོན་ནུ",
  "13800138000",
  "+86 138-0013-8000",
  "(0375) 2345678",
  "１３８００１３８０００",
  "6222 0202 0011 2233",
  "12345",
  "96110",
  "https://a.example/x?y=(1);z",
  "www.example.com",
  "dd77.top",
  "🆘",
  "🔥🔥",
  "🚨",
];
test.each(something)("%j says something", (text) => expect(saysSomething(text)).toBe(true));

/** Letters of every script that Unicode names, two of each. */
const scripts =
  "Arab Armn Beng Bopo Cyrl Deva Ethi Geor Grek Gujr Guru Hang Hebr Hira Kana Khmr Knda Laoo Mlym Mong Mymr Orya Sinh Taml Telu Thaa Thai Tibt Yiii".split(
    " ",
  );
test.each(scripts)("words of the script %s are words, and foreign", (script) => {
  const isLetter = new RegExp(`^(?=\\p{Script=${script}})\\p{L}$`, "u");
  const letters: string[] = [];
  for (let code = 0x370; code < 0xd7a4; code++) {
    const letter = String.fromCharCode(code);
    if (isLetter.test(letter) && letter.normalize("NFKC") === letter) letters.push(letter);
  }
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...letters), { minLength: 3, maxLength: 9 }), (word) => {
      expect(saysSomething(word.join(""))).toBe(true);
      expect(isForeign(word.join(""))).toBe(true);
    }),
    { numRuns: 30 },
  );
});

test.each([
  ["三楼楼道堆满纸箱", false],
  ["WiFi坏了", false],
  ["13800138000", false],
  ["https://a.example/abc", false],
  ["🆘", false],
  ["[Doge]", false],
  ["help", true],
  ["火事です", true],
])("%j is foreign: %s", (text, foreign) => expect(isForeign(text)).toBe(foreign));

test.each([
  ["Fire! (3rd floor)", "fire"],
  ["FIRE", "fire"],
  ["ｆｉｒｅ！", "fire"],
  ["there is a lot of black smoke in the corridor", "fire"],
  ["I smell gas in the kitchen", "fire"],
  ["help me", "violence"],
  ["HELP ME!!!", "violence"],
  ["A man with a knife is outside", "violence"],
  ["he is hitting me; please come", "violence"],
  ["Thief! he is stealing my e-bike", "crime"],
  ["someone broke into my flat", "crime"],
  ["my father is unconscious", "injury"],
  ["there was a car accident, two people are bleeding", "injury"],
  ["I can’t find my son", "missing"],
  ["I want to kill myself", "suicide"],
  ["I'm being scammed", "fraud"],
  ["help", "cannot-speak"],
  ["SOS", "cannot-speak"],
  ["🆘", "cannot-speak"],
  ["🚨🚨", "cannot-speak"],
  ["Пожар на третьем этаже", "fire"],
  ["Помогите!", "violence"],
  ["불이야", "fire"],
  ["살려주세요", "violence"],
  ["도둑이야", "crime"],
  ["مەھەللىدە ئوت كەتتى", "fire"],
  ["قۇتقۇزۇڭلار", "violence"],
  ["かじ、火事だ", "fire"],
  ["火事です！", "fire"],
  ["Au secours", "violence"],
  ["Cháy nhà", "fire"],
  ["ไฟไหม้", "fire"],
  ["jiuming", "violence"],
])("%j cries of %s", (text, danger) => expect(foreignDanger(text)).toBe(danger));

test.each([
  "my neighbour plays music every night",
  "the fire exit is blocked by boxes",
  "when is the next fire drill",
  "there was a fire last week, who pays for the damage",
  "can you help me register my address",
  "my bike was stolen yesterday",
  "where is the police station",
  "the street light is broken",
  "Шумят соседи каждую ночь",
  "三楼楼道堆满纸箱",
])("%j is no cry", (text) => expect(foreignDanger(text)).toBeUndefined());

test("no text is slow", () => {
  for (const part of ["ha", "a(", "<a", "1-", "www.", "a.", "help me ", "fire ", "select ", "é"]) {
    const text = part.repeat(20_000);
    const begun = performance.now();
    saysSomething(text);
    isForeign(text);
    foreignDanger(text);
    expect(performance.now() - begun, part).toBeLessThan(1000);
  }
});
