import { mayInLedger } from "../domain/ledger-rights.ts";
import { fieldOf, type Ledger, type LedgerEntry } from "../domain/ledgers.ts";
import type { Officer } from "../domain/people.ts";
import { inZone } from "../lib/time.ts";
import type { Reads } from "../store/store.ts";
import type { LedgerContext } from "./ledger-context.ts";

/** How many entries of a ledger a period has; names and words are in none of it. */
export interface LedgerFigures {
  readonly ledger: Ledger;
  readonly written: number;
  readonly ended: number;
  /** By the choices of the fields that the file has counted each month, most first; too small counts are left out. */
  readonly choices: readonly {
    readonly title: string;
    readonly counts: readonly (readonly [string, number])[];
  }[];
}

/** What an officer kept in one ledger in a period. */
export interface LedgerWork {
  readonly ledger: Ledger;
  /** About a day of the period, the earliest first. */
  readonly written: readonly LedgerEntry[];
  /** Of earlier days, ended by the officer in the period. */
  readonly ended: readonly LedgerEntry[];
}

/** An officer's own entries of the days from inclusive to before exclusive (`YYYY-MM-DD`), by ledger; none without any. */
export async function ledgerWork(
  context: Pick<LedgerContext, "ledgers" | "config">,
  reads: Reads,
  officer: Officer,
  { from, before }: { readonly from: string; readonly before: string },
): Promise<LedgerWork[]> {
  const { timezone } = context.config.station;
  const work: LedgerWork[] = [];
  for (const ledger of context.ledgers()) {
    if (!mayInLedger(officer, ledger, "read")) continue;
    const own = { ledgers: [ledger.id], before };
    const { entries } = await reads.ledgerEntries.find(own, { limit: MOST });
    const written = entries.filter((entry) => entry.officer === officer.id && entry.day >= from).reverse();
    const ended = entries.filter(({ day, endedAt, events }) => {
      const on = endedAt && inZone(endedAt, timezone).format("YYYY-MM-DD");
      return day < from && on && on >= from && on < before && events.at(-1)?.by === officer.id;
    });
    if (written.length + ended.length > 0) work.push({ ledger, written, ended });
  }
  return work;
}

export const MOST = 1_000_000;
/** A smaller count could be known to be somebody's. */
export const FEWEST = 3;

/** Of the days from inclusive to before exclusive (`YYYY-MM-DD`), each ledger that the officer may read. */
export async function ledgerFigures(
  context: Pick<LedgerContext, "ledgers">,
  reads: Reads,
  officer: Officer,
  period: { readonly from?: string; readonly before?: string; readonly office?: string },
): Promise<LedgerFigures[]> {
  const figures: LedgerFigures[] = [];
  for (const ledger of context.ledgers()) {
    if (!mayInLedger(officer, ledger, "read")) continue;
    const own =
      ledger.who.read.offices === "own" && officer.office !== undefined ? officer.office : undefined;
    const office = own ?? period.office;
    const filter = { ...period, ...(office === undefined ? {} : { office }), ledgers: [ledger.id] };
    const { entries, total } = await reads.ledgerEntries.find(filter, { limit: MOST });
    const choices = ledger.columns.month.flatMap((id) => {
      const field = fieldOf(ledger, id);
      if (field?.type !== "choice") return [];
      const counts = (field.choices ?? [])
        .map((one) => [one, entries.filter(({ values }) => values[id] === one).length] as const)
        .filter(([, count]) => count >= FEWEST)
        .sort((a, b) => b[1] - a[1]);
      return counts.length > 0 ? [{ title: field.title, counts }] : [];
    });
    const ended = entries.filter(({ endedAt }) => endedAt !== undefined).length;
    figures.push({ ledger, written: total, ended, choices });
  }
  return figures;
}
