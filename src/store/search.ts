import { canonical } from "../domain/canonical.ts";
import type { Report } from "../domain/reports.ts";

/** Words that residents use for one thing. */
const synonyms: readonly (readonly string[])[] = [
  ["电动车", "电瓶车", "电动自行车"],
  ["摩托车", "摩托"],
  ["噪音", "噪声"],
  ["监控", "摄像头"],
  ["吵架", "争吵"],
];

/** Each thing is one character that no text has (Unicode's private use): whatever its words, it is one look for it. */
const signs = new Map(
  synonyms.flatMap((words, i) => words.map((word) => [word, String.fromCharCode(0xe000 + i)])),
);
/** The longest first: 摩托车 must not be taken for 摩托. */
const anySynonym = new RegExp([...signs.keys()].sort((a, b) => b.length - a.length).join("|"), "g");

function withSigns(text: string): string {
  return text.replace(anySynonym, (word) => signs.get(word) as string);
}

/** Canonical and in lower case, so that no spelling hides a text; without the signs of synonyms. */
function normalise(text: string): string {
  return canonical(text)
    .toLowerCase()
    .replaceAll(/[\0\ue000-\uf8ff]/g, "");
}

/** What a report is found by: number, place and all words; each line that has a synonym once more, with signs. */
export function searchText(report: Report, said: Iterable<string>): string {
  let text = normalise(`${report.number}\n${report.place ?? ""}`);
  for (const words of said) {
    if (words !== "") text += `\n${normalise(words)}`;
  }
  const signed = withSigns(text);
  if (signed === text) return text;
  const lines = new Set(text.split("\n"));
  return [text, ...signed.split("\n").filter((line) => !lines.has(line))].join("\n");
}

/** What is looked for, in its forms: one of them occurs. */
export type Term = readonly string[];

/** As texts are searched: normalised, and words that have synonyms as signs. Empty ones are left out. */
export function parseTerms(terms: readonly string[]): Term[] {
  return terms
    .map((term) => normalise(term).trim())
    .filter((term) => term !== "")
    .map((plain) => {
      const signed = withSigns(plain);
      // What is more than one sign may begin or end within another word that has synonyms: 车噪音 in 摩托车噪音.
      return signed === plain || signed.length === 1 ? [signed] : [signed, plain];
    });
}

export function occurs(text: string, terms: readonly Term[]): boolean {
  return terms.every((forms) => forms.some((form) => text.includes(form)));
}
