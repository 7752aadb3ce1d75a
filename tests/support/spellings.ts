import fc from "fast-check";

/** Signs that are drawn as nothing. */
const unseen = Array.from(
  "\u200b\u200c\u200d\u200e\u202e\u2060\u2066\ufeff\u00ad\u061c\u180e\u034f\u3164\ufe0f\u0000\u{e0041}",
);
const blanks = [
  " ",
  "  ",
  "\u3000",
  "\u00a0",
  "\n",
  "\t",
  "\u2003",
  "-",
  "–",
  "—",
  "－",
  "−",
  "_",
  ".",
  "·",
  "，",
  "/",
];
const around = [
  ["", ""],
  ["【", "】"],
  ["「", "」"],
  ["（", ")"],
  ["《", "》"],
  ["<", ">"],
  ["“", "”"],
  ["[", "]"],
] as const;
const before = [
  "",
  "/绑定 ",
  "绑定码",
  "绑定码：",
  "邀请码 ",
  "我要绑定 ",
  "我的码是",
  "、绑定",
  "这是所里给我的码，",
  "綁定 ",
  "／bind:",
  "/绑\u200b定 ",
];
const behind = ["", "。", " 谢谢", "，麻烦绑一下", "！", " 是这个吗？", "\n"];
/** Letters of other scripts that look like Latin ones. */
const alike: Record<string, string> = {
  A: "АΑа𝐀Ⓐ🅰🇦ａᎪ",
  B: "ВΒв𝗕Ⓑ🅱ꓐ",
  C: "СсⅭ🅲ℭ",
  E: "ЕΕеℰⒺ🅴",
  H: "НΗнℍ🅷",
  K: "КΚкK🅺",
  M: "МΜмⅯ🅼",
  N: "Νℕ🅽",
  P: "РΡрℙ🅿",
  S: "Ѕѕ𝐒🆂",
  T: "ТΤт𝕋🆃",
  X: "ХΧхⅩ🆇",
  Y: "ΥУ𝐘🆈",
  "2": "２②❷²٢२二貳贰",
  "3": "３③❸³٣३三叁З",
  "4": "４④❹⁴٤४四肆",
  "5": "５⑤❺⁵٥五伍",
  "9": "９⑨❾⁹٩九玖",
};

/** Ways in which people, keyboards and those who want to get past a filter write a one-time code. */
export function spelled(code: string): fc.Arbitrary<string> {
  const character = (c: string) =>
    fc.oneof(
      { weight: 4, arbitrary: fc.constant(c) },
      { weight: 1, arbitrary: fc.constant(c.toLowerCase()) },
      { weight: 1, arbitrary: fc.constant(String.fromCharCode(c.charCodeAt(0) + 0xfee0)) },
      { weight: 1, arbitrary: fc.constantFrom(...Array.from(alike[c] ?? c)) },
    );
  const between = fc.oneof(
    { weight: 6, arbitrary: fc.constant("") },
    { weight: 1, arbitrary: fc.constantFrom(...unseen) },
    { weight: 1, arbitrary: fc.constantFrom(...blanks) },
  );
  return fc
    .record({
      characters: fc.tuple(...Array.from(code, character)),
      gaps: fc.array(between, { minLength: code.length, maxLength: code.length }),
      brackets: fc.constantFrom(...around),
      first: fc.constantFrom(...before),
      last: fc.constantFrom(...behind),
    })
    .map(({ characters, gaps, brackets, first, last }) => {
      const written = characters.map((c, i) => c + (i < code.length - 1 ? gaps[i] : "")).join("");
      return `${first}${brackets[0]}${written}${brackets[1]}${last}`;
    });
}
