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

/**
 * 1 for each row in which one of the words occurs; `undefined` where none does. `text`: of all rows, row `i` from
 * `textAt[i]` on.
 */
export function scan(text: string, textAt: Uint32Array, size: number, words: Term): Uint8Array | undefined {
  let found: Uint8Array | undefined;
  for (const [start, some] of byStart(words)) {
    let row = 0;
    let at = text.indexOf(start);
    while (at >= 0) {
      while (row < size && (textAt[row + 1] as number) <= at) row++;
      if (row === size) break;
      const isHit = some.some((word) => text.startsWith(word, at));
      if (isHit) {
        found ??= new Uint8Array(size);
        found[row++] = 1;
      }
      at = text.indexOf(start, isHit ? textAt[row] : at + 1);
    }
  }
  return found;
}

/** Synonyms by what they begin with: each beginning costs a pass over the text. Two characters tell most words apart. */
function byStart(words: Term): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const word of words) {
    const start = word.slice(0, 2);
    groups.set(start, [...(groups.get(start) ?? []), word]);
  }
  return groups;
}
