import type { ActionContext } from "../app/bot-context.ts";
import { publicCount, publicTable } from "../domain/disclosure.ts";
import { fieldOf } from "../domain/ledgers.ts";
import type { LedgerLine } from "../domain/monthly-report.ts";
import type { Reads } from "../store/store.ts";

const MOST = 1_000_000;

/** What ledgers tell everybody of some days (`YYYY-MM-DD`, from inclusive, before exclusive): those alone whose file names columns for the month. */
export async function ledgerLines(
  { ledgers }: Pick<ActionContext, "ledgers">,
  reads: Pick<Reads, "ledgerEntries">,
  days: { readonly from: string; readonly before: string },
): Promise<LedgerLine[]> {
  const lines: LedgerLine[] = [];
  for (const ledger of ledgers()) {
    if (ledger.columns.month.length === 0) continue;
    const { entries } = await reads.ledgerEntries.find({ ...days, ledgers: [ledger.id] }, { limit: MOST });
    const count = publicCount(entries.length);
    const choices = ledger.columns.month.flatMap((id) => {
      const field = fieldOf(ledger, id);
      if (count === "few" || field?.type !== "choice") return [];
      const named = field.choices ?? [];
      const countOf = (fits: (value: unknown) => boolean) =>
        entries.filter(({ values }) => fits(values[id])).length;
      const rows = publicTable([
        ...named.map((name) => ({ name, count: countOf((value) => value === name) })),
        { name: "其他", count: countOf((value) => !named.some((name) => name === value)) },
      ]);
      return [{ title: field.title, rows }];
    });
    lines.push({ title: ledger.title, count, choices });
  }
  return lines;
}
