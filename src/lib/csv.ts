/** Lines that are put into one piece. */
const PIECE = 200;

/**
 * RFC 4180 with a byte order mark, so that Excel and WPS read it as UTF-8. What begins like a formula gets an apostrophe:
 * a spreadsheet would carry it out.
 */
export async function* csv(
  head: readonly (readonly string[])[],
  rows: AsyncIterable<readonly string[]>,
): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder();
  let piece = `\uFEFF${head.map(line).join("")}`;
  let count = 0;
  for await (const cells of rows) {
    piece += line(cells);
    if (++count % PIECE > 0) continue;
    yield bytes.encode(piece);
    piece = "";
  }
  yield bytes.encode(piece);
}

/** The same of a few rows at once. */
export function csvText(rows: readonly (readonly string[])[]): string {
  return `\uFEFF${rows.map(line).join("")}`;
}

function line(cells: readonly string[]): string {
  return `${cells.map(cell).join(",")}\r\n`;
}

function cell(text: string): string {
  const safe = /^[\s\0]*[=+\-@＝＋－＠|]/.test(text) || /^[\t\r\n]/.test(text) ? `'${text}` : text;
  // A tab is quoted, too: some programs take it for what parts the cells.
  return /[",\r\n\t]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
