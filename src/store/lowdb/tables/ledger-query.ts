import type { LedgerEntry } from "../../../domain/ledgers.ts";
import type { LedgerEntryFilter } from "../../store.ts";

/** One page of the entries that match. A scan: a hundred thousand take a few milliseconds. */
export function findLedgerEntries(
  all: readonly LedgerEntry[],
  filter: LedgerEntryFilter,
  { limit, offset = 0, order = "newest" }: { limit: number; offset?: number; order?: "newest" | "due" },
): { entries: LedgerEntry[]; total: number } {
  const isMeant = matcher(filter);
  const found = newestFirst(all).filter(isMeant);
  if (order === "due") found.sort((a, b) => compare(a.dueOn ?? "9", b.dueOn ?? "9") || compare(a.id, b.id));
  return { entries: found.slice(offset, offset + limit), total: found.length };
}

function matcher(filter: LedgerEntryFilter): (entry: LedgerEntry) => boolean {
  const { ledgers, open, states, officer, office, subject, report, from, before, dueFrom, dueBefore } =
    filter;
  const terms = (filter.terms ?? []).map(folded).filter((term) => term !== "");
  return (entry) =>
    (ledgers === undefined || ledgers.includes(entry.ledger)) &&
    (open === undefined || (entry.endedAt === undefined) === open) &&
    (states === undefined || states.includes(entry.state)) &&
    (officer === undefined || entry.officer === officer) &&
    (office === undefined || entry.office === office) &&
    (subject === undefined || entry.subject === subject) &&
    (report === undefined || entry.report === report) &&
    (from === undefined || entry.day >= from) &&
    (before === undefined || entry.day < before) &&
    (dueFrom === undefined || (entry.dueOn !== undefined && entry.dueOn >= dueFrom)) &&
    (dueBefore === undefined || (entry.dueOn !== undefined && entry.dueOn < dueBefore)) &&
    terms.every((term) => textOf(entry).includes(term));
}

/** `all` is one and the same list until something changes. */
const sorted = new WeakMap<readonly LedgerEntry[], readonly LedgerEntry[]>();

function newestFirst(all: readonly LedgerEntry[]): readonly LedgerEntry[] {
  let list = sorted.get(all);
  if (!list) {
    // They come in the order in which they were written, but for what a clock that was set back has done.
    const isInOrder = all.every(({ id }, i) => i === 0 || (all[i - 1] as LedgerEntry).id < id);
    list = isInOrder ? [...all].reverse() : [...all].sort((a, b) => compare(b.id, a.id));
    sorted.set(all, list);
  }
  return list;
}

const texts = new WeakMap<LedgerEntry, string>();

function textOf(entry: LedgerEntry): string {
  let text = texts.get(entry);
  if (text === undefined) {
    text = folded([entry.number, entry.subject ?? "", ...Object.values(entry.values)].join("\n"));
    texts.set(entry, text);
  }
  return text;
}

function folded(text: string): string {
  return text.normalize("NFKC").toLowerCase().trim();
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
