import type { Report } from "../domain/reports.ts";

/** Words that residents use for one thing. */
const synonyms: readonly (readonly string[])[] = [
  ["电动车", "电瓶车", "电动自行车"],
  ["摩托车", "摩托"],
  ["噪音", "噪声"],
  ["监控", "摄像头"],
  ["吵架", "争吵"],
];

/** NFKC, lower case: full-width letters and digits are found by plain ones. */
function normalise(text: string): string {
  return text.normalize("NFKC").toLowerCase().replaceAll("\0", "");
}

/** What a report is found by: number, place and all its texts. */
export function searchText(report: Report): string {
  let text = `${report.number}\n${report.place ?? ""}`;
  for (const entry of report.entries) text += `\n${entry.text}`;
  return normalise(text);
}

/** A term with its synonyms, normalised; one of them must occur. */
export type Term = readonly string[];

export function parseTerms(terms: readonly string[]): Term[] {
  if (terms.length === 0) return [];
  return terms
    .map((term) => normalise(term).trim())
    .filter((term) => term !== "")
    .map((term) => {
      const group = synonyms.find((words) => words.some((word) => term.includes(word)));
      // The longest word first: 电动自行车 must not be taken for another that it contains.
      const word = group?.filter((w) => term.includes(w)).sort((a, b) => b.length - a.length)[0];
      return group && word ? group.map((other) => term.replaceAll(word, other)) : [term];
    });
}

export function occurs(text: string, terms: readonly Term[]): boolean {
  return terms.every((term) => term.some((word) => text.includes(word)));
}
