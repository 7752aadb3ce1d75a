import { strToU8, Zip, ZipDeflate } from "fflate";

export interface SheetOptions {
  readonly name: string;
  /** First rows, printed on each page and kept in sight; the last one holds the columns' names. */
  readonly head: readonly (readonly string[])[];
  /** Widths of the columns, in characters. */
  readonly widths: readonly number[];
}

/** Characters that are put into one piece; a piece takes about two milliseconds. */
const PIECE = 48_000;

/**
 * A workbook of one sheet (ECMA-376), as its bytes come: all cells are text, so that nothing in them is a formula.
 * A4 across, all columns on the page. Takes memory for one piece, however many rows there are. hucre's streaming
 * writer knows no titles that print (decision 0105).
 */
export async function* xlsx(
  { name, head, widths }: SheetOptions,
  rows: AsyncIterable<readonly string[]>,
): AsyncGenerator<Uint8Array> {
  let made: Uint8Array[] = [];
  const zip = new Zip((error, chunk) => {
    if (error) throw error;
    made.push(chunk);
  });
  const add = (path: string) => {
    const file = new ZipDeflate(path, { level: 3 });
    zip.add(file);
    return file;
  };
  for (const [path, xml] of Object.entries(parts(name, head.length))) add(path).push(strToU8(xml), true);
  const sheet = add("xl/worksheets/sheet1.xml");
  const push = (xml: string, last = false) => sheet.push(strToU8(xml), last);
  push(`${opening(head.length, widths)}${head.map((cells) => row(cells, 1)).join("")}`);
  let piece = "";
  for await (const cells of rows) {
    piece += row(cells, 0);
    if (piece.length < PIECE) continue;
    push(piece);
    piece = "";
    const ready = made;
    made = [];
    yield* ready;
  }
  push(`${piece}</sheetData>${CLOSING}`, true);
  zip.end();
  yield* made;
}

function row(cells: readonly string[], style: number): string {
  const s = style > 0 ? ` s="${style}"` : "";
  return `<row>${cells.map((text) => (text === "" ? "<c/>" : `<c t="inlineStr"${s}><is><t xml:space="preserve">${escaped(text)}</t></is></c>`)).join("")}</row>`;
}

/** What XML 1.0 has no room for is left out; a cell holds 32,767 characters. */
function escaped(text: string): string {
  return (text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text)
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}
const LONGEST = 32_767;

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006";

function parts(name: string, headRows: number): Record<string, string> {
  const type = "application/vnd.openxmlformats-officedocument.spreadsheetml";
  const titles = `'${escaped(name).replaceAll("'", "''")}'!$1:$${headRows}`;
  return {
    "[Content_Types].xml": `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${type}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${type}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${type}.styles+xml"/></Types>`,
    "_rels/.rels": `${XML}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    "xl/workbook.xml": `${XML}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="${escaped(name)}" sheetId="1" r:id="rId1"/></sheets><definedNames><definedName name="_xlnm.Print_Titles" localSheetId="0">${titles}</definedName></definedNames></workbook>`,
    "xl/_rels/workbook.xml.rels": `${XML}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`,
    // Text (49) in both styles, so that what is edited later stays text; the second is bold.
    "xl/styles.xml": `${XML}<styleSheet xmlns="${MAIN}"><fonts count="2"><font><sz val="11"/><name val="宋体"/></font><font><b/><sz val="11"/><name val="宋体"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf numFmtId="49" applyNumberFormat="1"/><xf numFmtId="49" fontId="1" applyNumberFormat="1" applyFont="1"/></cellXfs></styleSheet>`,
  };
}

function opening(headRows: number, widths: readonly number[]): string {
  const cols = widths.map(
    (width, i) => `<col min="${i + 1}" max="${i + 1}" width="${width}" customWidth="1"/>`,
  );
  return `${XML}<worksheet xmlns="${MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView workbookViewId="0"><pane ySplit="${headRows}" topLeftCell="A${headRows + 1}" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${cols.join("")}</cols><sheetData>`;
}

const CLOSING = `<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.6" header="0.3" footer="0.3"/><pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/><headerFooter><oddFooter>&amp;C第&amp;P页，共&amp;N页</oddFooter></headerFooter></worksheet>`;
