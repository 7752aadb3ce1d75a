import { mayInLedger } from "../domain/ledger-rights.ts";
import type { Ledger } from "../domain/ledgers.ts";
import { addDays } from "../domain/named-days.ts";
import type { Actor } from "../domain/people.ts";
import { may, rolesFor } from "../domain/rights.ts";
import { FEWEST, MOST } from "./figures.ts";
import { ledgerDues, ownOffice } from "./find-entries.ts";
import { type LedgerContext, officerActing, todayIn } from "./ledger-context.ts";

/** How many; `few`: some, but fewer than three. */
export type LedgerCount = number | "few";

/** One ledger in numbers. An entry of no office counts under `""`. */
export interface LedgerCounts {
  readonly ledger: Ledger;
  /** Written in the period. */
  readonly byOffice: ReadonlyMap<string, LedgerCount>;
  /** Written in each month, `2026-12`. */
  readonly byMonth: ReadonlyMap<string, LedgerCount>;
  /** What is past its day today, subjects too: work that is to be done, told as it is. */
  readonly late: ReadonlyMap<string, number>;
}

/**
 * Each ledger that the officer may read, by office within the days from inclusive to before exclusive (`YYYY-MM-DD`), and
 * by the given months; where they read only their own office's, nothing else is counted. Leaders are told small counts.
 */
export async function countEntries(
  context: LedgerContext,
  actor: Actor,
  {
    from,
    before,
    months,
  }: { readonly from: string; readonly before?: string; readonly months: readonly string[] },
): Promise<LedgerCounts[]> {
  const { store } = context;
  const officer = await officerActing(store, actor);
  if (!officer) return [];
  const told = may(officer, rolesFor("ledgers.count-few")) ? (exact: Exact) => exact : withoutFew;
  const today = todayIn(context);
  const dues = await ledgerDues(context, store, officer, { whose: "all", until: addDays(today, -1), today });
  const first = [from, ...months.map((month) => `${month}-01`)].sort()[0] ?? from;
  const counts: LedgerCounts[] = [];
  for (const ledger of context.ledgers()) {
    if (!mayInLedger(officer, ledger, "read")) continue;
    const filter = { ledgers: [ledger.id], from: first, ...ownOffice(ledger, officer, "read") };
    const { entries } = await store.ledgerEntries.find(filter, { limit: MOST });
    const inPeriod = entries.filter(({ day }) => day >= from && (before === undefined || day < before));
    const late = [
      ...dues.entries.filter((one) => one.ledger.id === ledger.id).map(({ entry }) => entry),
      ...dues.subjects.filter((one) => one.ledger.id === ledger.id),
    ];
    counts.push({
      ledger,
      byOffice: told(tally(inPeriod.map(({ office = "" }) => office))),
      byMonth: told(
        tally(entries.map(({ day }) => day.slice(0, 7)).filter((month) => months.includes(month))),
      ),
      late: tally(late.map(({ office = "" }) => office)),
    });
  }
  return counts;
}

type Exact = ReadonlyMap<string, number>;

function tally(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

/** A smaller count could be known to be somebody's. */
function withoutFew(counts: Exact): ReadonlyMap<string, LedgerCount> {
  return new Map([...counts].map(([name, count]) => [name, count < FEWEST ? "few" : count]));
}
