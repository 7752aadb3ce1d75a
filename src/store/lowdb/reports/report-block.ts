import { categories, type Report } from "../../../domain/reports.ts";
import { readFrame } from "../journal/frame.ts";
import {
  type BlockQuery,
  hash32,
  hashesOf,
  none,
  openMask,
  statuses,
  type WordList,
} from "./report-query.ts";
import { occurs, scan } from "./search.ts";

/** Rows of one block at most: so many are packed in a few milliseconds. */
export const blockRows = 8192;

/**
 * Some thousand reports as their file holds them: the framed lines as bytes, what filters ask for in columns, and one
 * normalised text to search. 200,000 reports as objects would take four times the memory; parsed when read.
 */
export interface ReportBlock {
  readonly size: number;
  /** 1 where the row was replaced or erased since. */
  readonly dead: Uint8Array;
  kill(row: number): void;
  read(row: number): Report;
  line(row: number): Buffer;
  text(row: number): string;
  receivedAt(row: number): number;
  /** Category and status as one small number, see `pairOf`. */
  pair(row: number): number;
  /** Row of an id, also a dead one; -1 where there is none. */
  find(id: string): number;
  /** Living row of a number; -1 where there is none. */
  findNumber(number: string): number;
  /** Calls `take` with each living row that matches, newest first, until it says that it has enough; gives whether it did. */
  select(query: BlockQuery, take: (row: number) => boolean): boolean;
  /** For a newer block, and for the file that keeps it: the rows' columns, and their texts with a NUL between. */
  readonly columns: Columns;
  readonly allText: string;
}

export function createColumns(rows: number) {
  return {
    from: new Uint32Array(rows),
    end: new Uint32Array(rows),
    textAt: new Uint32Array(rows + 1),
    id: new Uint32Array(rows),
    month: new Uint16Array(rows),
    running: new Uint32Array(rows),
    /** Two hashes of the id; together they are taken for the id itself. */
    reporter: new Uint32Array(rows),
    reporter2: new Uint32Array(rows),
    receivedAt: new Float64Array(rows),
    status: new Uint8Array(rows),
    category: new Uint8Array(rows),
    urgent: new Uint8Array(rows),
    office: new Uint16Array(rows),
    assignee: new Uint16Array(rows),
  };
}
type Columns = ReturnType<typeof createColumns>;

/** Packs rows, which must come by `receivedAt`, then id; `from` and `end` are where the line lies in the file. */
export function createBlockBuilder(words: WordList, bytes: Buffer, rows: number) {
  const c = createColumns(rows);
  const texts: string[] = [];
  let size = 0;
  let textAt = 0;
  const place = (text: string, from: number, end: number): number => {
    c.from[size] = from;
    c.end[size] = end;
    c.textAt[size] = textAt;
    texts.push(text);
    textAt += text.length + 1;
    return size++;
  };
  return {
    add(report: Report, text: string, from: number, end: number): void {
      const number = splitNumber(report.number);
      const i = place(text, from, end);
      c.id[i] = hash32(report.id);
      c.month[i] = number?.month ?? none;
      c.running[i] = number?.running ?? 0;
      const { hash, hash2 } = hashesOf(report.reporter);
      c.reporter[i] = hash;
      c.reporter2[i] = hash2;
      c.receivedAt[i] = Date.parse(report.receivedAt);
      c.status[i] = statuses.indexOf(report.status);
      c.category[i] = categories.indexOf(report.category);
      c.urgent[i] = report.priority === "urgent" ? 1 : 0;
      c.office[i] = words.add(report.office);
      c.assignee[i] = words.add(report.assignee);
    },
    /** A row of an older block, not parsed again. */
    copy(old: ReportBlock, row: number, from: number, end: number): void {
      const i = place(old.text(row), from, end);
      for (const name of copied) c[name][i] = old.columns[name][row] as number;
    },
    build(): ReportBlock {
      c.textAt[size] = textAt;
      // Through a buffer, so that the text is flat and two bytes a character: a rope would be flattened by the first search.
      return blockOf(bytes, c, Buffer.from(texts.join("\0"), "utf16le").toString("utf16le"), size);
    },
  };
}

const copied = [
  "id",
  "month",
  "running",
  "reporter",
  "reporter2",
  "receivedAt",
  "status",
  "category",
  "urgent",
  "office",
  "assignee",
] as const;

/** The block of `size` rows over the bytes of their file. */
export function blockOf(bytes: Buffer, columns: Columns, allText: string, size: number): ReportBlock {
  const c = columns;
  const dead = new Uint8Array(size);
  const byId = sortedBy(c.id, size);
  const byReporter = sortedBy(c.reporter, size);
  let open = 0;
  for (let i = 0; i < size; i++) if (((1 << (c.status[i] as number)) & openMask) !== 0) open++;

  function isOf(i: number, { office, assignee }: Pick<BlockQuery, "office" | "assignee">): boolean {
    return (
      (office === undefined || c.office[i] === office) &&
      (assignee === undefined || c.assignee[i] === assignee)
    );
  }

  function fits(i: number, query: BlockQuery): boolean {
    const { statuses: wanted, categories: kinds, urgent, anyOf, from, before } = query;
    return (
      dead[i] === 0 &&
      (wanted === undefined || (wanted & (1 << (c.status[i] as number))) !== 0) &&
      (kinds === undefined || (kinds & (1 << (c.category[i] as number))) !== 0) &&
      (urgent === undefined || c.urgent[i] === urgent) &&
      isOf(i, query) &&
      (anyOf === undefined || anyOf.some((one) => isOf(i, one))) &&
      (c.receivedAt[i] as number) >= from &&
      (c.receivedAt[i] as number) < before
    );
  }

  const block: ReportBlock = {
    size,
    dead,
    columns,
    allText,
    kill(row) {
      dead[row] = 1;
    },
    read: (row) => readFrame<Report>(bytes, c.from[row] as number, (c.end[row] as number) - 1),
    line: (row) => bytes.subarray(c.from[row], c.end[row]),
    text: (row) => allText.slice(c.textAt[row], (c.textAt[row + 1] as number) - 1),
    receivedAt: (row) => c.receivedAt[row] as number,
    pair: (row) => (c.category[row] as number) * statuses.length + (c.status[row] as number),
    find(id) {
      const hash = hash32(id);
      for (let i = lowerBound(byId, c.id, hash); i < size && c.id[byId[i] as number] === hash; i++) {
        if (block.read(byId[i] as number).id === id) return byId[i] as number;
      }
      return -1;
    },
    findNumber(number) {
      const n = splitNumber(number);
      if (!n) return -1;
      for (
        let i = c.running.indexOf(n.running);
        i >= 0 && i < size;
        i = c.running.indexOf(n.running, i + 1)
      ) {
        if (c.month[i] === n.month && dead[i] === 0) return i;
      }
      return -1;
    },
    select(query, take) {
      const { statuses: wanted, reporter, from, before, terms } = query;
      if (size === 0) return false;
      if ((c.receivedAt[size - 1] as number) < from || (c.receivedAt[0] as number) >= before) return false;
      if (open === 0 && wanted !== undefined && (wanted & ~openMask) === 0) return false;
      if (reporter !== undefined) {
        const { hash, hash2 } = reporter;
        const first = lowerBound(byReporter, c.reporter, hash);
        let last = first;
        while (last < size && c.reporter[byReporter[last] as number] === hash) last++;
        while (--last >= first) {
          const i = byReporter[last] as number;
          const found = c.reporter2[i] === hash2 && fits(i, query);
          if (found && (terms.length === 0 || occurs(block.text(i), terms)) && take(i)) return true;
        }
        return false;
      }
      const [first, ...rest] = terms;
      if (!first) {
        for (let i = size - 1; i >= 0; i--) if (fits(i, query) && take(i)) return true;
        return false;
      }
      const found = scan(allText, c.textAt, size, first);
      if (!found) return false;
      for (let i = size - 1; i >= 0; i--) {
        if (found[i] === 1 && fits(i, query) && (rest.length === 0 || occurs(block.text(i), rest)) && take(i))
          return true;
      }
      return false;
    },
  };
  return block;
}

/** `R2611-0042` as two numbers; `undefined` where it is none. */
function splitNumber(number: string): { month: number; running: number } | undefined {
  const m = /^R(\d{4})-(\d{4,9})$/.exec(number);
  return m ? { month: Number(m[1]), running: Number(m[2]) } : undefined;
}

/** Row numbers by the value of a column, then by row. Sorted as plain numbers, many times faster than by a function. */
function sortedBy(column: Uint32Array, size: number): Uint32Array {
  const keys = new Float64Array(size);
  for (let i = 0; i < size; i++) keys[i] = (column[i] as number) * blockRows + i;
  keys.sort();
  return Uint32Array.from(keys, (key) => key % blockRows);
}

/** First place in `order` whose value is not below `value`. */
function lowerBound(order: Uint32Array, column: Uint32Array, value: number): number {
  let low = 0;
  let high = order.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((column[order[middle] as number] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
