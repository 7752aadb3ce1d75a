/** A number in a public text that may belong to a person. */
export interface PersonalNumber {
  readonly kind: "mobile" | "landline" | "id" | "plate";
  /** Offset of its first character in the text, in UTF-16 units. */
  readonly index: number;
  readonly length: number;
}

export const personalNumberNames: Record<PersonalNumber["kind"], string> = {
  mobile: "手机号码",
  landline: "固定电话号码",
  id: "身份证号码",
  plate: "车牌号码",
};

const provinces = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";
/** Plates know no I and no O. */
const plateLetter = "A-HJ-NP-Z";

/**
 * Public hotlines (110, 12345, 96110, 12110…) are short or begin with 1[012] and fit none of these. Order matters: what
 * one has taken, the next does not see.
 */
const patterns: readonly {
  kind: PersonalNumber["kind"];
  pattern: RegExp;
  accept?: (match: string) => boolean;
}[] = [
  { kind: "id", pattern: /(?<!\d)[1-9](?:[ -]?\d){16}[ -]?[\dX](?![\dA-Z])/gi, accept: hasCheckDigit },
  { kind: "mobile", pattern: /(?<!\d)(?:(?:\+|00)86[ -]?)?1[3-9](?:[ -]?\d){9}(?!\d)/g },
  // With an area code, a 400 or 800 number, or any seven or eight digits that the text calls a telephone.
  { kind: "landline", pattern: /(?<!\d)0(?:10|2\d|[3-9]\d{2})[)]?[ -]?[2-8](?:[ -]?\d){6,7}(?!\d)/g },
  { kind: "landline", pattern: /(?<!\d)[48]00[ -]?\d{3}[ -]?\d{4}(?!\d)/g },
  {
    kind: "landline",
    pattern: /(?<=(?:电话|座机|热线|致电|拨打|联系)\D{0,4})(?<!\d)[2-8]\d{2,3}[ -]?\d{4}(?!\d)/g,
  },
  // GA 36: five characters, or six on new-energy cars; at least three of them digits, so that words do not pass for one.
  {
    kind: "plate",
    pattern: new RegExp(
      `[${provinces}][${plateLetter}][ ·•・.-]?(?:[${plateLetter}\\d]{4}[挂学警港澳领]|[${plateLetter}\\d]{5,6})`,
      "gi",
    ),
    accept: (match) => match.replace(/\D/g, "").length >= 3,
  },
];

/** Telephone numbers (not public hotlines), resident identity numbers and car plates in a text, in order. */
export function findPersonalNumbers(text: string): PersonalNumber[] {
  const found: PersonalNumber[] = [];
  let rest = halfWidth(text);
  for (const { kind, pattern, accept } of patterns) {
    for (const match of rest.matchAll(pattern)) {
      if (accept && !accept(match[0])) continue;
      found.push({ kind, index: match.index, length: match[0].length });
    }
    for (const { index, length } of found) {
      rest = rest.slice(0, index) + "\n".repeat(length) + rest.slice(index + length);
    }
  }
  return found.sort((a, b) => a.index - b.index);
}

/** Full-width letters, digits and signs as their half-width twins; keeps every offset. */
function halfWidth(text: string): string {
  return text
    .replace(/[\uFF01-\uFF5E]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
    .replace(/[\u2010-\u2015\u2212]/g, "-");
}

/** GB 11643-1999 / ISO 7064 MOD 11-2, and a day of birth that exists. */
function hasCheckDigit(match: string): boolean {
  const id = match.replace(/[ -]/g, "").toUpperCase();
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((total, weight, index) => total + weight * Number(id[index]), 0);
  const born = `${id.slice(6, 10)}-${id.slice(10, 12)}-${id.slice(12, 14)}`;
  const day = new Date(`${born}T00:00:00Z`);
  const exists = !Number.isNaN(day.getTime()) && day.toISOString().startsWith(born);
  return exists && "10X98765432"[sum % 11] === id[17];
}
