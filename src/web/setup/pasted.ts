import type { Field, Rows } from "./steps.ts";

const BETWEEN = /[\s：:,，;；|]+/;

/**
 * Rows of what was copied from a table, or typed a line each: cells stand between tabs, else between blanks, colons or
 * commas, and the last column takes the rest of its line. A line of headings is none.
 */
export function pastedRows({ columns }: Rows, text: string): string[][] {
  return text.split(/\r?\n/).flatMap((line) => {
    const cells = line.includes("\t") ? line.split("\t") : inWords(line.trim(), columns.length);
    const row = columns.map((column, i) => meant(column, cells[i]?.trim() ?? ""));
    return row.every((cell) => cell === "") || row[0] === columns[0]?.label ? [] : [row];
  });
}

function inWords(line: string, count: number): string[] {
  const cells: string[] = [];
  let rest = line;
  while (cells.length < count - 1) {
    const gap = BETWEEN.exec(rest);
    if (!gap) break;
    cells.push(rest.slice(0, gap.index));
    rest = rest.slice(gap.index + gap[0].length);
  }
  return [...cells, rest];
}

/** A choice is written by its words; what is none stays, to be called wrong at its field. */
function meant({ choices = [] }: Field, cell: string): string {
  return choices.find(([, label]) => label === cell)?.[0] ?? cell;
}
