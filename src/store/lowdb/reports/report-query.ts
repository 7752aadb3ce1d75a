import {
  type Category,
  categories,
  closedStatuses,
  openStatuses,
  type Report,
  type Status,
} from "../../../domain/reports.ts";
import type { ReportFilter } from "../../store.ts";
import { occurs, parseTerms, searchText, type Term } from "./search.ts";

/** In blocks a status is its place in this list. */
export const statuses: readonly Status[] = [...openStatuses, ...closedStatuses];
export const openMask = (1 << openStatuses.length) - 1;
/** The number of no word. */
export const none = 0xffff;

/** FNV-1a. */
export function hash32(text: string, seed = 0x811c9dc5): number {
  let h = seed;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h >>> 0;
}

/** Two hashes of an id: together they are taken for the id itself. */
export interface Hashes {
  readonly hash: number;
  readonly hash2: number;
}

export function hashesOf(id: string): Hashes {
  return { hash: hash32(id), hash2: hash32(id, 0x9747b28c) };
}

/** A filter as blocks understand it; absent parts match all. */
export interface BlockQuery {
  readonly statuses: number | undefined;
  readonly categories: number | undefined;
  /** Numbers of words; -1 for a word that no report has, `none` for reports that have none. */
  readonly office: number | undefined;
  readonly assignee: number | undefined;
  /** 1 for urgent. */
  readonly urgent: number | undefined;
  /** One of these must fit as well. */
  readonly anyOf: readonly Pick<BlockQuery, "office" | "assignee">[] | undefined;
  readonly reporter: Hashes | undefined;
  readonly from: number;
  readonly before: number;
  readonly terms: readonly Term[];
}

function statusMask(some: readonly Status[]): number {
  return some.reduce((bits, one) => bits | (1 << statuses.indexOf(one)), 0);
}

function categoryMask(some: readonly Category[]): number {
  return some.reduce((bits, one) => bits | (1 << categories.indexOf(one)), 0);
}

export function pairOf(pair: number): [Category, Status] {
  return [
    categories[Math.floor(pair / statuses.length)] as Category,
    statuses[pair % statuses.length] as Status,
  ];
}

/** Words that many reports share (offices, officers), as small numbers; one list for all blocks. */
export function createWordList() {
  const numbers = new Map<string, number>();
  return {
    add(word: string | undefined): number {
      if (word === undefined) return none;
      const known = numbers.get(word);
      if (known !== undefined) return known;
      const number = Math.min(numbers.size, none - 1);
      numbers.set(word, number);
      return number;
    },
    /** By number. */
    all: (): string[] => [...numbers.keys()],
    /** -1 where no report has it. */
    find: (word: string): number => numbers.get(word) ?? -1,
  };
}
export type WordList = ReturnType<typeof createWordList>;

/** A report that was put since its month was packed. */
export interface LiveRow {
  report: Report;
  readonly receivedAt: number;
  text: string | undefined;
}

export interface Tally {
  category: Category;
  status: Status;
  count: number;
}

/** By time, then id. */
export function isAfter(a: LiveRow, b: LiveRow): boolean {
  return a.receivedAt > b.receivedAt || (a.receivedAt === b.receivedAt && a.report.id > b.report.id);
}

/** The filter as blocks understand it. */
export function prepare(filter: ReportFilter, words: WordList): BlockQuery {
  return {
    statuses: filter.statuses && statusMask(filter.statuses),
    categories: filter.categories && categoryMask(filter.categories),
    urgent: filter.priority && (filter.priority === "urgent" ? 1 : 0),
    anyOf: filter.anyOf?.map((one) => whose(one, words)),
    reporter: filter.reporter === undefined ? undefined : hashesOf(filter.reporter),
    from: filter.from === undefined ? Number.NEGATIVE_INFINITY : Date.parse(filter.from),
    before: filter.before === undefined ? Number.POSITIVE_INFINITY : Date.parse(filter.before),
    terms: parseTerms(filter.terms ?? []),
    ...whose(filter, words),
  };
}

function whose({ office, assignee }: Pick<ReportFilter, "office" | "assignee">, words: WordList) {
  return {
    office: typeof office === "string" ? words.find(office) : office === null ? none : undefined,
    assignee: assignee === undefined ? undefined : words.find(assignee),
  };
}

const noWords = createWordList();

/** Whether one report, not packed, matches. */
export function matches(report: Report, filter: ReportFilter): boolean {
  const row = { report, receivedAt: Date.parse(report.receivedAt), text: undefined };
  return fits(row, filter, prepare(filter, noWords));
}

/** Whether a live row matches. */
export function fits(row: LiveRow, filter: ReportFilter, { terms, from, before }: BlockQuery): boolean {
  const { report } = row;
  if (filter.statuses && !filter.statuses.includes(report.status)) return false;
  if (filter.categories && !filter.categories.includes(report.category)) return false;
  if (filter.priority && report.priority !== filter.priority) return false;
  if (!isOf(report, filter)) return false;
  if (filter.anyOf && !filter.anyOf.some((one) => isOf(report, one))) return false;
  if (filter.reporter !== undefined && report.reporter !== filter.reporter) return false;
  if (row.receivedAt < from || row.receivedAt >= before) return false;
  if (terms.length === 0) return true;
  row.text ??= searchText(report);
  return occurs(row.text, terms);
}

function isOf(report: Report, { office, assignee }: Pick<ReportFilter, "office" | "assignee">): boolean {
  return (
    (office === undefined || (report.office ?? null) === office) &&
    (assignee === undefined || report.assignee === assignee)
  );
}

/** Adds `by` to a pair's count. */
export function count(counts: Map<string, Tally>, category: Category, status: Status, by: number): void {
  const key = `${category} ${status}`;
  const tally = counts.get(key);
  if (tally) tally.count += by;
  else counts.set(key, { category, status, count: by });
}

/** Without zeros, by category. */
export function sortTally(counts: Map<string, Tally>): Tally[] {
  return [...counts.values()]
    .filter((tally) => tally.count > 0)
    .sort((a, b) => categories.indexOf(a.category) - categories.indexOf(b.category));
}
