/** @jsxImportSource hono/jsx */
import type { Ledger, LedgerEntry } from "../../domain/ledgers.ts";
import { addDays } from "../../domain/named-days.ts";

interface CalendarProps {
  readonly ledger: Ledger;
  /** Those due in the month. */
  readonly entries: readonly LedgerEntry[];
  /** `2026-12`. */
  readonly month: string;
  readonly today: string;
}

/** The due dates of a month, a week a row. */
export function Calendar({ ledger, entries, month, today }: CalendarProps) {
  const first = `${month}-01`;
  const monday = addDays(first, -((new Date(`${first}T00:00:00Z`).getUTCDay() + 6) % 7));
  const days = Array.from({ length: 42 }, (_, i) => addDays(monday, i));
  const weeks = [0, 1, 2, 3, 4, 5].map((n) => days.slice(n * 7, n * 7 + 7));
  const on = (day: string) => entries.filter(({ dueOn }) => dueOn === day);
  const at = `/officer/ledgers/${ledger.id}`;
  return (
    <section class="card">
      <header>
        <h1>
          {month} 到期{entries.length}条
        </h1>
        <span class="links">
          <a href={`${at}/calendar?month=${addDays(first, -1).slice(0, 7)}`}>上个月</a>{" "}
          <a href={`${at}/calendar?month=${addDays(first, 32).slice(0, 7)}`}>下个月</a>
        </span>
      </header>
      <table>
        <thead>
          <tr>
            {["一", "二", "三", "四", "五", "六", "日"].map((name) => (
              <th scope="col">周{name}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks
            .filter((week) => week.some((day) => day.startsWith(month)))
            .map((week) => (
              <tr>
                {week.map((day) => (
                  <td>
                    {day.startsWith(month) && (
                      <>
                        {day === today ? <b>今天</b> : Number(day.slice(8))}
                        {on(day).map(({ id, number }) => (
                          <div>
                            <a href={`${at}/${id}`}>{number}</a>
                          </div>
                        ))}
                      </>
                    )}
                  </td>
                ))}
              </tr>
            ))}
        </tbody>
      </table>
    </section>
  );
}
