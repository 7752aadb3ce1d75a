import { findPersonNames } from "./person-names.ts";
import { findPersonalNumbers, type PersonalNumber, personalNumberNames } from "./personal-numbers.ts";

/** Something in a text that tells who a person is. */
export interface PersonalData {
  readonly kind: PersonalNumber["kind"] | "name";
  /** Offset of its first character in the text, in UTF-16 units. */
  readonly index: number;
  readonly length: number;
}

export const personalDataNames: Record<PersonalData["kind"], string> = {
  ...personalNumberNames,
  name: "姓名",
};

/**
 * Names, telephone, identity, plate and card numbers in a text, in order and apart from each other. Asked before a text
 * leaves for a group, a picture, a public page or an alert. Numbers are sure; a name is a guess, for a person to look at.
 * @param known names that are looked for as they are, such as that of the resident who wrote.
 */
export function findPersonalData(text: string, known: readonly string[] = []): PersonalData[] {
  const numbers: PersonalData[] = findPersonalNumbers(text);
  const names = findPersonNames(text, known).filter(
    (name) => !numbers.some((n) => n.index < name.index + name.length && name.index < n.index + n.length),
  );
  return [...numbers, ...names.map((name) => ({ kind: "name" as const, ...name }))].sort(
    (a, b) => a.index - b.index,
  );
}

/** The text with `＊` in place of what would tell who somebody is; of a name the surname stays: 王＊＊. */
export function withoutPersonalData(text: string, known: readonly string[] = []): string {
  let left = "";
  let from = 0;
  for (const { kind, index, length } of findPersonalData(text, known)) {
    const kept = kind === "name" ? 1 : 0;
    left += `${text.slice(from, index + kept)}${"＊".repeat(Math.min(length - kept, 4))}`;
    from = index + length;
  }
  return left + text.slice(from);
}

/** One line that names what was found, for the person who is about to send it: `有手机号码（第3行）、姓名「王建国」`. */
export function personalDataLine(text: string, found: readonly PersonalData[]): string {
  const named = found.map(
    ({ kind, index, length }) => `${personalDataNames[kind]}「${text.slice(index, index + length)}」`,
  );
  return [...new Set(named)].join("、");
}
