/** @jsxImportSource hono/jsx */
import type { LedgerCount, LedgerCounts } from "../../../ledgers/count-entries.ts";
import { AT } from "./words.ts";

/** Ledgers in numbers: by office, what is late, and by month. */
export function LedgerFigures({
  counts,
  offices,
  months,
  period,
}: {
  readonly counts: readonly LedgerCounts[];
  readonly offices: readonly string[];
  /** `2026-12`, the earliest first. */
  readonly months: readonly string[];
  /** 本月. */
  readonly period: string;
}) {
  if (counts.length === 0) return null;
  const isNowhere = counts.some(({ byOffice, late }) => byOffice.has("") || late.has(""));
  const places = [...offices, ...(isNowhere ? [""] : [])];
  const byPlace = places.map((name) => [name, name || "没有警务室"] as const);
  const year = months.at(-1)?.slice(0, 4);
  const byMonth = months.map((month) => {
    const words = `${Number(month.slice(5))}月`;
    return [month, month.startsWith(year ?? "") ? words : `${month.slice(0, 4)}年${words}`] as const;
  });
  return (
    <>
      <Counts
        title={`台账${period}记了多少，按警务室`}
        heads={byPlace}
        counts={counts}
        of={(one) => one.byOffice}
      />
      <Counts title="台账现在过期多少，按警务室" heads={byPlace} counts={counts} of={(one) => one.late} />
      <Counts title="台账记了多少，按月" heads={byMonth} counts={counts} of={(one) => one.byMonth} />
    </>
  );
}

function Counts({
  title,
  heads,
  counts,
  of,
}: {
  readonly title: string;
  readonly heads: readonly (readonly [key: string, name: string])[];
  readonly counts: readonly LedgerCounts[];
  readonly of: (one: LedgerCounts) => ReadonlyMap<string, LedgerCount>;
}) {
  return (
    <section class="card">
      <header>
        <h2>{title}</h2>
      </header>
      <div class="wide" tabindex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">台账</th>
              {heads.map(([, name]) => (
                <th scope="col">{name}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {counts.map((one) => (
              <tr>
                <th scope="row">
                  <a href={`${AT}/${one.ledger.id}`}>{one.ledger.title}</a>
                </th>
                {heads.map(([key]) => (
                  <td>{countWords(of(one).get(key))}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function countWords(count: LedgerCount | undefined): string {
  return count === "few" ? "少于3" : String(count ?? 0);
}
