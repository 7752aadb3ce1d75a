import {
  type Category,
  categories,
  closedStatuses,
  openStatuses,
  type Report,
  type Status,
} from "../domain/reports.ts";
import { readFrame } from "./frame.ts";
import { occurs, type Term } from "./search.ts";
import type { ReportFilter } from "./store.ts";

const statuses: readonly Status[] = [...openStatuses, ...closedStatuses];
const none = 0xffff;

/**
 * Reports of one month as their file holds them: the framed lines as bytes, what filters ask for in columns, and one
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
  /** Row of an id, also a dead one; -1 where there is none. */
  find(id: string): number;
  /** Living row of a number; -1 where there is none. */
  findNumber(number: string): number;
  /** Calls `take` with each living row that matches, newest first. */
  select(query: ReportQuery, take: (row: number) => void): void;
  category(row: number): Category;
  status(row: number): Status;
}

/** A filter made ready: terms parsed, words turned to what columns hold. */
export interface ReportQuery {
  readonly filter: ReportFilter;
  readonly terms: readonly Term[];
  readonly from: number;
  readonly before: number;
}

/** Words that many reports share (offices, officers), as small numbers; one table for all blocks. */
export function createWordList() {
  const words: string[] = [];
  const numbers = new Map<string, number>();
  return {
    add(word: string | undefined): number {
      if (word === undefined) return none;
      let n = numbers.get(word);
      if (n === undefined) {
        n = Math.min(words.length, none - 1);
        words.push(word);
        numbers.set(word, n);
      }
      return n;
    },
    /** `undefined` where no report has it. */
    find: (word: string): number | undefined => numbers.get(word),
  };
}
export type WordList = ReturnType<typeof createWordList>;

function hash32(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h >>> 0;
}

/** `R2611-0042` as two numbers; `undefined` where it is none. */
function splitNumber(number: string): { month: number; running: number } | undefined {
  const m = /^R(\d{4})-(\d{4,9})$/.exec(number);
  return m ? { month: Number(m[1]), running: Number(m[2]) } : undefined;
}

export interface BlockBuilder {
  /** Rows must come by `receivedAt`, then id. */
  add(report: Report, text: string, from: number, end: number): void;
  build(bytes: Buffer): ReportBlock;
}

export function createBlockBuilder(words: WordList, capacity: number): BlockBuilder {
  const c = {
    from: new Uint32Array(capacity),
    end: new Uint32Array(capacity),
    textAt: new Uint32Array(capacity + 1),
    id: new Uint32Array(capacity),
    month: new Uint16Array(capacity),
    running: new Uint32Array(capacity),
    reporter: new Uint32Array(capacity),
    receivedAt: new Float64Array(capacity),
    status: new Uint8Array(capacity),
    category: new Uint8Array(capacity),
    office: new Uint16Array(capacity),
    assignee: new Uint16Array(capacity),
    urgent: new Uint8Array(capacity),
  };
  const texts: string[] = [];
  let size = 0;
  let textAt = 0;
  return {
    add(report, text, from, end) {
      const i = size++;
      const number = splitNumber(report.number);
      c.from[i] = from;
      c.end[i] = end;
      c.textAt[i] = textAt;
      c.id[i] = hash32(report.id);
      c.month[i] = number?.month ?? none;
      c.running[i] = number?.running ?? 0;
      c.reporter[i] = hash32(report.reporter);
      c.receivedAt[i] = Date.parse(report.receivedAt);
      c.status[i] = statuses.indexOf(report.status);
      c.category[i] = categories.indexOf(report.category);
      c.office[i] = words.add(report.office);
      c.assignee[i] = words.add(report.assignee);
      c.urgent[i] = report.priority === "urgent" ? 1 : 0;
      texts.push(text);
      textAt += text.length + 1;
    },
    build(bytes) {
      c.textAt[size] = textAt;
      // Through a buffer, so that the text is flat and two bytes a character: a rope would be flattened by the first search.
      const text = Buffer.from(texts.join("\0"), "utf16le").toString("utf16le");
      return createBlock(bytes, c, text, size, words);
    },
  };
}

function createBlock(bytes: Buffer, c: Columns, allText: string, size: number, words: WordList): ReportBlock {
  const dead = new Uint8Array(size);
  const byId = sortedBy(c.id, size);
  const byReporter = sortedBy(c.reporter, size);
  let open = 0;
  for (let i = 0; i < size; i++) if ((c.status[i] as number) < openStatuses.length) open++;

  const block: ReportBlock = {
    size,
    dead,
    kill(row) {
      dead[row] = 1;
    },
    read: (row) => readFrame<Report>(bytes, c.from[row] as number, (c.end[row] as number) - 1),
    line: (row) => bytes.subarray(c.from[row], c.end[row]),
    text: (row) => allText.slice(c.textAt[row], (c.textAt[row + 1] as number) - 1),
    receivedAt: (row) => c.receivedAt[row] as number,
    category: (row) => categories[c.category[row] as number] as Category,
    status: (row) => statuses[c.status[row] as number] as Status,
    find(id) {
      return rowsOf(byId, c.id, hash32(id)).find((row) => block.read(row).id === id) ?? -1;
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
      const { filter, terms, from, before } = query;
      if (size === 0) return;
      if ((c.receivedAt[size - 1] as number) < from || (c.receivedAt[0] as number) >= before) return;
      const wanted = filter.statuses && mask(filter.statuses, statuses);
      if (wanted !== undefined && open === 0 && (wanted & openMask) === wanted) return;
      const kinds = filter.categories && mask(filter.categories, categories);
      const whose = matcher(c, words, filter);
      if (!whose) return;
      const anyOf = filter.anyOf?.flatMap((one) => matcher(c, words, one) ?? []);
      if (anyOf?.length === 0) return;
      const urgent = filter.priority === undefined ? undefined : filter.priority === "urgent" ? 1 : 0;
      const fits = (i: number): boolean =>
        dead[i] === 0 &&
        (wanted === undefined || (wanted & (1 << (c.status[i] as number))) !== 0) &&
        (kinds === undefined || (kinds & (1 << (c.category[i] as number))) !== 0) &&
        (urgent === undefined || c.urgent[i] === urgent) &&
        whose(i) &&
        (anyOf === undefined || anyOf.some((one) => one(i))) &&
        (c.receivedAt[i] as number) >= from &&
        (c.receivedAt[i] as number) < before;
      if (filter.reporter !== undefined) {
        const rows = rowsOf(byReporter, c.reporter, hash32(filter.reporter));
        for (const i of rows) {
          if (fits(i) && occurs(block.text(i), terms) && block.read(i).reporter === filter.reporter) take(i);
        }
        return;
      }
      const first = terms[0];
      if (!first) {
        for (let i = size - 1; i >= 0; i--) if (fits(i)) take(i);
        return;
      }
      const hits = scan(allText, c.textAt, size, first);
      const rest = terms.slice(1);
      for (let k = hits.length - 1; k >= 0; k--) {
        const i = hits[k] as number;
        if (fits(i) && (rest.length === 0 || occurs(block.text(i), rest))) take(i);
      }
    },
  };
  return block;
}

interface Columns {
  readonly from: Uint32Array;
  readonly end: Uint32Array;
  readonly textAt: Uint32Array;
  readonly id: Uint32Array;
  readonly month: Uint16Array;
  readonly running: Uint32Array;
  readonly reporter: Uint32Array;
  readonly receivedAt: Float64Array;
  readonly status: Uint8Array;
  readonly category: Uint8Array;
  readonly office: Uint16Array;
  readonly assignee: Uint16Array;
  readonly urgent: Uint8Array;
}

/** Whether a row is of this office and this assignee; `undefined` where no row of any block can be. */
function matcher(
  c: Columns,
  words: WordList,
  filter: Pick<ReportFilter, "office" | "assignee">,
): ((row: number) => boolean) | undefined {
  const office = filter.office === undefined ? undefined : words.find(filter.office);
  const assignee = filter.assignee === undefined ? undefined : words.find(filter.assignee);
  if (filter.office !== undefined && office === undefined) return undefined;
  if (filter.assignee !== undefined && assignee === undefined) return undefined;
  return (row) =>
    (office === undefined || c.office[row] === office) &&
    (assignee === undefined || c.assignee[row] === assignee);
}

const openMask = (1 << openStatuses.length) - 1;

function mask<T>(some: readonly T[], all: readonly T[]): number {
  return some.reduce((bits, one) => bits | (1 << all.indexOf(one)), 0);
}

/** Row numbers by the value of a column, then by row. */
function sortedBy(column: Uint32Array, size: number): Uint32Array {
  return Uint32Array.from({ length: size }, (_, i) => i).sort(
    (a, b) => (column[a] as number) - (column[b] as number) || a - b,
  );
}

/** Rows whose column holds `value`, newest first. */
function rowsOf(order: Uint32Array, column: Uint32Array, value: number): number[] {
  let low = 0;
  let high = order.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((column[order[middle] as number] as number) < value) low = middle + 1;
    else high = middle;
  }
  const rows: number[] = [];
  while (low < order.length && column[order[low] as number] === value) rows.push(order[low++] as number);
  return rows.reverse();
}

/** Rows, ascending, in which one of the words occurs. */
function scan(text: string, textAt: Uint32Array, size: number, words: Term): number[] {
  const hits: number[] = [];
  for (const word of words) {
    let row = 0;
    for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, textAt[row])) {
      while (row < size && (textAt[row + 1] as number) <= at) row++;
      hits.push(row);
      row++;
      if (row >= size) break;
    }
  }
  if (words.length === 1) return hits;
  hits.sort((a, b) => a - b);
  return hits.filter((row, i) => row !== hits[i - 1]);
}
