import { nextDues, type SubjectDue, subjectsDue } from "../domain/ledger-dues.ts";
import { mayInLedger } from "../domain/ledger-rights.ts";
import type { Ledger, LedgerEntry } from "../domain/ledgers.ts";
import { addDays } from "../domain/named-days.ts";
import type { Actor, Officer } from "../domain/people.ts";
import type { LedgerEntryFilter, Reads } from "../store/store.ts";
import { findEntry } from "./change-entry.ts";
import {
  type LedgerContext,
  type LedgerRefused,
  ledgerById,
  officerActing,
  todayIn,
} from "./ledger-context.ts";

const MOST = 1_000_000;

/** One page of a ledger, as far as the officer may read it. */
export async function findEntries(
  context: LedgerContext,
  actor: Actor,
  wanted: {
    readonly ledger: string;
    readonly filter: Omit<LedgerEntryFilter, "ledgers">;
    readonly limit: number;
    readonly offset?: number;
    readonly order?: "newest" | "due";
    readonly action?: "read" | "export";
  },
): Promise<
  { readonly entries: LedgerEntry[]; readonly total: number; readonly ledger: Ledger } | LedgerRefused
> {
  const { store } = context;
  const officer = await officerActing(store, actor);
  const ledger = ledgerById(context, wanted.ledger);
  if (!ledger) return { refused: "no-ledger" };
  const action = wanted.action ?? "read";
  if (!officer || !mayInLedger(officer, ledger, "read") || !mayInLedger(officer, ledger, action))
    return { refused: "not-allowed" };
  const filter = { ...wanted.filter, ledgers: [ledger.id], ...ownOffice(ledger, officer, action) };
  const { limit, offset = 0, order = "newest" } = wanted;
  return { ...(await store.ledgerEntries.find(filter, { limit, offset, order })), ledger };
}

/** Where an officer reads only their own office's, the store is asked for no other. */
export function ownOffice(ledger: Ledger, { office }: Officer, action: "read" | "export"): LedgerEntryFilter {
  const isOwn = ledger.who.read.offices === "own" || ledger.who[action].offices === "own";
  return isOwn && office !== undefined ? { office } : {};
}

/** One entry, with the definition that it was written with. */
export async function readEntry(
  context: LedgerContext,
  actor: Actor,
  number: string,
): Promise<{ readonly done: LedgerEntry; readonly ledger: Ledger } | LedgerRefused> {
  const found = await findEntry(context, context.store, actor, number, "read");
  return "refused" in found ? found : { done: found.entry, ledger: found.ledger };
}

/** Numbers of the entries that came from a report, or of which it was made, and their states, where the officer may read them. */
export async function entriesOfReport(
  context: LedgerContext,
  actor: Actor,
  report: string,
): Promise<{ readonly entry: LedgerEntry; readonly ledger: Ledger }[]> {
  const officer = await officerActing(context.store, actor);
  const { entries } = await context.store.ledgerEntries.find({ report }, { limit: 20 });
  return entries.flatMap((entry) => {
    const ledger = ledgerById(context, entry.ledger);
    return ledger && mayInLedger(officer, ledger, "read", entry) ? [{ entry, ledger }] : [];
  });
}

/** What is due in the ledgers. */
interface LedgerDues {
  readonly entries: readonly { readonly entry: LedgerEntry; readonly ledger: Ledger }[];
  readonly subjects: readonly (SubjectDue & { readonly ledger: Ledger })[];
}

/**
 * What is open and due up to a day (`YYYY-MM-DD`, inclusive; where that is not past, later by the days that a ledger reminds of before), the earliest first: an officer's own entries and the subjects
 * of their office, or all that they may read.
 */
export async function ledgerDues(
  context: Pick<LedgerContext, "ledgers" | "holidays">,
  reads: Reads,
  officer: Officer,
  { whose, until, today }: { readonly whose: "mine" | "all"; readonly until: string; readonly today: string },
): Promise<LedgerDues> {
  const entries: { entry: LedgerEntry; ledger: Ledger }[] = [];
  const subjects: (SubjectDue & { ledger: Ledger })[] = [];
  for (const ledger of context.ledgers()) {
    if (!mayInLedger(officer, ledger, "read")) continue;
    const filter = {
      ledgers: [ledger.id],
      open: true,
      dueFrom: "0",
      ...(whose === "mine" ? { officer: officer.id } : ownOffice(ledger, officer, "read")),
    };
    const found = await reads.ledgerEntries.find(filter, { limit: MOST, order: "due" });
    const last = until < today ? until : addDays(until, ledger.remind);
    for (const entry of found.entries) if ((entry.dueOn ?? "9") <= last) entries.push({ entry, ledger });
    if (!ledger.repeat) continue;
    for (const due of subjectsDue(ledger, await lastSeen(reads, ledger), today, context.holidays())) {
      const isNear =
        officer.office === undefined || due.office === undefined || due.office === officer.office;
      const isMine = isNear && mayInLedger(officer, ledger, "write");
      const isMeant = whose === "mine" ? isMine : mayInLedger(officer, ledger, "read", due);
      if (due.due <= last && isMeant) subjects.push({ ...due, ledger });
    }
  }
  const byDue = (a: { due: string }, b: { due: string }) => (a.due < b.due ? -1 : a.due > b.due ? 1 : 0);
  return {
    entries: entries.sort((a, b) => byDue({ due: a.entry.dueOn ?? "9" }, { due: b.entry.dueOn ?? "9" })),
    subjects: subjects.sort(byDue),
  };
}

/** When each subject of a ledger is due next, as far as the officer may read it, the earliest first; none where nothing is repeated. */
export async function ledgerSubjects(
  context: LedgerContext,
  actor: Actor,
  id: string,
): Promise<(SubjectDue & { readonly begins: string })[]> {
  const { store } = context;
  const officer = await officerActing(store, actor);
  const ledger = ledgerById(context, id);
  if (!ledger?.repeat || !officer || !mayInLedger(officer, ledger, "read")) return [];
  return nextDues(ledger, await lastSeen(store, ledger), context.holidays())
    .filter((one) => mayInLedger(officer, ledger, "read", one))
    .sort((a, b) => (a.due < b.due ? -1 : a.due > b.due ? 1 : 0));
}

/** The day of each subject's newest entry. */
async function lastSeen(reads: Reads, { id }: Ledger): Promise<Map<string, string>> {
  const last = new Map<string, string>();
  const { entries } = await reads.ledgerEntries.find({ ledgers: [id] }, { limit: MOST });
  for (const { subject, day } of entries)
    if (subject !== undefined && (last.get(subject) ?? "") < day) last.set(subject, day);
  return last;
}

/** A ledger in short. */
interface LedgerShort {
  readonly ledger: Ledger;
  readonly open: number;
  /** Entries and subjects that are past their day. */
  readonly late: number;
  /** Subjects whose turn it is; also those that are late. */
  readonly subjects: number;
}

/** Each ledger that the officer may read: how many entries are open, whose turn it is, and what is past its day. */
export async function ledgerOverview(context: LedgerContext, actor: Actor): Promise<LedgerShort[]> {
  const { store } = context;
  const officer = await officerActing(store, actor);
  if (!officer) return [];
  const today = todayIn(context);
  const rows = [];
  for (const ledger of context.ledgers()) {
    if (!mayInLedger(officer, ledger, "read")) continue;
    const base = { ledgers: [ledger.id], open: true, ...ownOffice(ledger, officer, "read") };
    const open = await store.ledgerEntries.find(base, { limit: 0 });
    const late = await store.ledgerEntries.find({ ...base, dueBefore: today }, { limit: 0 });
    const due = ledger.repeat
      ? subjectsDue(ledger, await lastSeen(store, ledger), today, context.holidays()).filter((one) =>
          mayInLedger(officer, ledger, "read", one),
        )
      : [];
    const missed = due.filter((one) => one.due < today).length;
    rows.push({ ledger, open: open.total, late: late.total + missed, subjects: due.length });
  }
  return rows;
}
