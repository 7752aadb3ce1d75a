import type { ActionContext } from "../../../app/bot-context.ts";
import type { Actor } from "../../../domain/people.ts";
import { countEntries, type LedgerCount, type LedgerCounts } from "../../../ledgers/count-entries.ts";
import { AT } from "../ledgers/words.ts";
import { daysOf, lastMonths, type PeriodName, periodNames } from "./period.ts";
import type { FiguresTable } from "./table.tsx";

/** Ledgers in numbers: what was written by office, what is late, what was written by month. None without ledgers. */
export async function ledgerTables(
  actions: ActionContext,
  actor: Actor,
  period: PeriodName,
): Promise<FiguresTable[]> {
  const months = lastMonths(actions);
  const counts = await countEntries(actions, actor, { ...daysOf(actions, period), months });
  if (counts.length === 0) return [];
  const isNowhere = counts.some(({ byOffice, late }) => byOffice.has("") || late.has(""));
  const places = [...actions.config.offices.map(({ name }) => name), ...(isNowhere ? [""] : [])];
  const byPlace = places.map((name) => [name, name || "没有警务室"] as const);
  const year = months[0]?.slice(0, 4) ?? "";
  const byMonth = months.map((month) => {
    const words = `${Number(month.slice(5))}月`;
    return [month, month.startsWith(year) ? words : `${month.slice(0, 4)}年${words}`] as const;
  });
  const table = (
    id: string,
    title: string,
    columns: readonly (readonly [key: string, name: string])[],
    of: (one: LedgerCounts) => ReadonlyMap<string, LedgerCount>,
  ): FiguresTable => ({
    id,
    title,
    head: ["台账", ...columns.map(([, name]) => name)],
    rows: counts.map((one) => [one.ledger.title, ...columns.map(([key]) => countWords(of(one).get(key)))]),
    links: counts.map(({ ledger }) => `${AT}/${ledger.id}`),
  });
  return [
    table("ledgers", `台账${periodNames[period]}记了多少，按警务室`, byPlace, (one) => one.byOffice),
    table("ledgers-late", "台账现在过期多少，按警务室", byPlace, (one) => one.late),
    table("ledgers-months", "台账记了多少，按月", byMonth, (one) => one.byMonth),
  ];
}

function countWords(count: LedgerCount | undefined): string {
  return count === "few" ? "少于3" : String(count ?? 0);
}
