import { occurs, type Term } from "../../search.ts";
import type { JoinedTexts, ReportRow } from "./report-rows.ts";

/** So many texts are joined to one: joining them takes a few milliseconds. */
const joinedAtOnce = 4096;

/** What all reports are found by. */
export interface SearchTexts {
  set(row: ReportRow, text: string): void;
  /** The row has changed, or is gone: its text is no longer found. */
  drop(row: ReportRow): void;
  /** Rows in which all terms occur, in no particular order. */
  find(terms: readonly Term[]): ReportRow[];
}

export function createSearchTexts(): SearchTexts {
  let joined: JoinedTexts[] = [];
  /** Rows with a text of their own, made since the last were joined. */
  let single = new Map<ReportRow, string>();

  function join(): void {
    const rows = [...single.keys()];
    const from = new Uint32Array(rows.length + 1);
    let length = 0;
    for (const [i, text] of [...single.values()].entries()) from[i + 1] = length += text.length + 1;
    // Through a buffer, so that the text is flat: the first search would have to flatten it.
    const text = Buffer.from(`${[...single.values()].join("\0")}\0`, "utf16le").toString("utf16le");
    const texts: JoinedTexts = { rows, text, from };
    for (const row of rows) row.joined = texts;
    joined = [...joined.filter(hasRows), texts];
    single = new Map();
  }

  return {
    set(row, text) {
      row.joined = undefined;
      single.set(row, text);
      if (single.size === joinedAtOnce) join();
    },
    drop(row) {
      row.joined = undefined;
      single.delete(row);
    },
    find(terms) {
      const [first, ...rest] = terms;
      if (!first) return [];
      const found: ReportRow[] = [];
      for (const texts of joined) {
        for (const i of placesOf(texts, first)) {
          const row = texts.rows[i];
          if (row?.joined !== texts) continue;
          const text = texts.text.slice(texts.from[i], (texts.from[i + 1] as number) - 1);
          if (occurs(text, rest)) found.push(row);
        }
      }
      for (const [row, text] of single) if (occurs(text, terms)) found.push(row);
      return found;
    },
  };
}

function hasRows(texts: JoinedTexts): boolean {
  return texts.rows.some((row) => row.joined === texts);
}

/** Numbers of the rows in which a term occurs, each once, rising for each form of the term. */
function placesOf({ rows, text, from }: JoinedTexts, term: Term): Set<number> {
  const places = new Set<number>();
  for (const form of term) {
    let row = 0;
    for (let at = text.indexOf(form); at >= 0 && row < rows.length; at = text.indexOf(form, from[row])) {
      while ((from[row + 1] as number) <= at) row++;
      places.add(row++);
    }
  }
  return places;
}
