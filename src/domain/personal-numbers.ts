/** A number in a public text that may belong to a person. */
export interface PersonalNumber {
  readonly kind: "mobile" | "landline" | "id" | "plate" | "card";
  /** Offset of its first character in the text, in UTF-16 units. */
  readonly index: number;
  readonly length: number;
}

export const personalNumberNames: Record<PersonalNumber["kind"], string> = {
  mobile: "手机号码",
  landline: "固定电话号码",
  id: "身份证号码",
  plate: "车牌号码",
  card: "银行卡号",
};

const provinces = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";
/** Plates know no I and no O. */
const plateLetter = "A-HJ-NP-Z";

/** What people write between the digits of one number. */
const GAP = "[ .·_*-]{0,2}";
const digits = (count: string) => `(?:${GAP}\\d){${count}}`;

/**
 * Public hotlines (110, 12345, 96110, 12110…) are short or begin with 1[012] and fit none of these. Order matters: what
 * one has taken, the next does not see.
 */
const patterns: readonly {
  kind: PersonalNumber["kind"];
  pattern: RegExp;
  accept?: (match: string) => boolean;
}[] = [
  {
    kind: "id",
    pattern: new RegExp(`(?<!\\d)[1-9]${digits("16")}${GAP}[\\dX](?![\\dA-Z])`, "gi"),
    accept: hasCheckDigit,
  },
  // Mistyped, or of the first generation, where the text calls it so.
  {
    kind: "id",
    pattern: new RegExp(
      `(?<=身份证[^\\d，。；,;\\n]{0,6})(?<!\\d)[1-9]${digits("13")}(?:${digits("3")})?${GAP}[\\dX](?![\\dA-Z])`,
      "gi",
    ),
  },
  {
    kind: "card",
    pattern: new RegExp(`(?<!\\d)[3-69]${digits("14,18")}(?!${GAP}\\d)`, "g"),
    accept: hasLuhnDigit,
  },
  {
    kind: "card",
    pattern: new RegExp(`(?<=卡号?[^\\d，。；,;\\n]{0,4})(?<!\\d)\\d${digits("14,18")}(?!${GAP}\\d)`, "g"),
  },
  {
    kind: "mobile",
    pattern: new RegExp(`(?<!\\d)(?:(?:\\+|00)86${GAP})?1${GAP}[3-9]${digits("9")}(?!\\d)`, "g"),
  },
  // With an area code, a 400 or 800 number, or any seven or eight digits that the text calls a telephone.
  {
    kind: "landline",
    pattern: new RegExp(`(?<!\\d)0(?:10|2\\d|[3-9]\\d{2})[)]?${GAP}[2-8]${digits("6,7")}(?!\\d)`, "g"),
  },
  { kind: "landline", pattern: /(?<!\d)[48]00[ -]?\d{3}[ -]?\d{4}(?!\d)/g },
  {
    kind: "landline",
    pattern: /(?<=(?:电话|座机|热线|致电|拨打|联系)\D{0,4})(?<!\d)[2-8]\d{2,3}[ -]?\d{4}(?!\d)/g,
  },
  // GA 36: five characters, or six on new-energy cars; at least three of them digits, so that words do not pass for one.
  {
    kind: "plate",
    pattern: new RegExp(
      `[${provinces}]${GAP}[${plateLetter}]${GAP}(?:(?:[${plateLetter}\\d]${GAP}){4}[挂学警港澳领]|[${plateLetter}\\d](?:${GAP}[${plateLetter}\\d]){4,5})`,
      "gi",
    ),
    accept: (match) => match.replace(/\D/g, "").length >= 3,
  },
];

/** Telephone numbers (not public hotlines), resident identity, bank card and plate numbers in a text, in order. */
export function findPersonalNumbers(text: string): PersonalNumber[] {
  const found: PersonalNumber[] = [];
  const { signs, at } = plainSigns(text);
  let rest = signs;
  for (const { kind, pattern, accept } of patterns) {
    for (const match of rest.matchAll(pattern)) {
      if (accept && !accept(match[0])) continue;
      const { index } = match;
      const end = index + match[0].length;
      found.push({ kind, index: at[index] as number, length: (at[end] as number) - (at[index] as number) });
      rest = rest.slice(0, index) + "\n".repeat(end - index) + rest.slice(end);
    }
  }
  return found.sort((a, b) => a.index - b.index);
}

/** Digits as they are said and written in words. */
const spoken = new Map(
  ["零〇", "一壹幺", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"].flatMap((all, digit) =>
    Array.from(all, (one) => [one, String(digit)] as const),
  ),
);
/** So many signs that are digits in words: fewer are a date or an amount. */
const SPOKEN_RUN = /(?:[零〇一壹幺二贰两三叁四肆五伍六陆七柒八捌九玖\d][ .·_*-]{0,2}){7,}/g;

/**
 * The text in plain letters, digits and signs: of any width, circled or of other scripts, without signs that nobody
 * sees, digits in words as digits. `at`: for each character of it, and for its end, the offset in the text.
 */
function plainSigns(text: string): { signs: string; at: number[] } {
  let signs = "";
  const at: number[] = [];
  let offset = 0;
  for (const character of text) {
    const plain = plainSign(character);
    for (let i = 0; i < plain.length; i++) at.push(offset);
    signs += plain;
    offset += character.length;
  }
  at.push(offset);
  const said = signs.replace(SPOKEN_RUN, (run) => Array.from(run, (one) => spoken.get(one) ?? one).join(""));
  return { signs: said, at };
}

function plainSign(character: string): string {
  if (character <= "\u007f") return character;
  if (/\p{Default_Ignorable_Code_Point}/u.test(character)) return "";
  if (/[\p{Pd}\u2212]/u.test(character)) return "-";
  if (/[•・‧]/.test(character)) return "·";
  const plain = character.normalize("NFKC");
  // A sign that falls into several stands for words, not for a digit.
  return plain.length === 1 ? plain : character;
}

/** GB 11643-1999 / ISO 7064 MOD 11-2, and a day of birth that exists. */
function hasCheckDigit(match: string): boolean {
  const id = match.replace(/[^\dX]/gi, "").toUpperCase();
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((total, weight, index) => total + weight * Number(id[index]), 0);
  const born = `${id.slice(6, 10)}-${id.slice(10, 12)}-${id.slice(12, 14)}`;
  const day = new Date(`${born}T00:00:00Z`);
  const exists = !Number.isNaN(day.getTime()) && day.toISOString().startsWith(born);
  return exists && "10X98765432"[sum % 11] === id[17];
}

/** ISO/IEC 7812-1: the digits of a bank card add up. */
function hasLuhnDigit(match: string): boolean {
  const sum = Array.from(match.replace(/\D/g, ""), Number)
    .reverse()
    .reduce(
      (total, digit, i) => total + (i % 2 === 1 ? (digit * 2 > 9 ? digit * 2 - 9 : digit * 2) : digit),
      0,
    );
  return sum % 10 === 0;
}
