/** @jsxImportSource hono/jsx */
import type { SubjectDue } from "../../../domain/ledger-dues.ts";
import type { Ledger, LedgerEntry } from "../../../domain/ledgers.ts";
import { addDays } from "../../../domain/named-days.ts";
import { AT } from "./words.ts";

interface CalendarProps {
  readonly ledger: Ledger;
  /** Entries that are due in the month. */
  readonly entries: readonly LedgerEntry[];
  /** Subjects whose next due day is in the month. */
  readonly subjects: readonly SubjectDue[];
  /** `2026-12`. */
  readonly month: string;
  /** What was due before the month, where that is today's. */
  readonly late: number;
  /** `YYYY-MM-DD`. */
  readonly today: string;
  readonly mayWrite: boolean;
}

const WEEKDAYS = "一二三四五六日";
/** More of one day are folded away. */
const SHOWN = 4;

/** The due dates of a month: a grid, and on a phone a list of the days that have any. */
export function Calendar({ ledger, entries, subjects, month, late, today, mayWrite }: CalendarProps) {
  const at = `${AT}/${ledger.id}`;
  const first = `${month}-01`;
  const weekday = (day: string) => (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
  const days = Array.from({ length: 31 }, (_, n) => addDays(first, n)).filter((day) => day.startsWith(month));
  const dueOn = (day: string) => [
    ...entries
      .filter((entry) => entry.dueOn === day)
      .map(({ id, number, subject }) => ({ href: `${at}/${id}`, text: `${number} ${subject ?? ""}`.trim() })),
    ...subjects
      .filter(({ due }) => due === day)
      .map(({ subject }) => ({
        href: mayWrite ? `${at}/new?${new URLSearchParams({ subject })}` : undefined,
        text: subject,
      })),
  ];
  const total = entries.length + subjects.length;
  return (
    <section class="card">
      <header>
        <h1>
          {Number(month.slice(0, 4))}年{Number(month.slice(5))}月 到期{total}条
        </h1>
        <span>
          <a href={`${at}/calendar?month=${addDays(first, -1).slice(0, 7)}`}>上月</a>
          {"　"}
          <a href={`${at}/calendar?month=${addDays(first, 32).slice(0, 7)}`}>下月</a>
        </span>
      </header>
      {late > 0 && (
        <p class="notice bad">
          以前到期的还有{late}条没办，<a href={`${at}?late=1`}>先看过期的</a>。
        </p>
      )}
      {total === 0 && <p class="empty">这个月没有到期的。</p>}
      <ol class="month">
        {Array.from(WEEKDAYS, (name) => (
          <li class="weekday" aria-hidden="true">
            {name}
          </li>
        ))}
        {Array.from({ length: weekday(first) }, () => (
          <li class="blank" aria-hidden="true" />
        ))}
        {days.map((day) => (
          <Day day={day} today={today} due={dueOn(day)} weekday={WEEKDAYS[weekday(day)] ?? ""} />
        ))}
      </ol>
    </section>
  );
}

function Day({
  day,
  today,
  due,
  weekday,
}: {
  readonly day: string;
  readonly today: string;
  readonly due: readonly { readonly href: string | undefined; readonly text: string }[];
  readonly weekday: string;
}) {
  const look = day < today ? "bad" : "soon";
  const one = ({ href, text }: (typeof due)[number]) =>
    href ? (
      <a class={`badge ${look}`} href={href}>
        {text}
      </a>
    ) : (
      <span class={`badge ${look}`}>{text}</span>
    );
  return (
    <li class={due.length === 0 ? "none" : ""}>
      <span class="day">
        {Number(day.slice(8))}
        <span class="narrow">日 周{weekday}</span>
        {day === today && " 今天"}
      </span>
      {due.slice(0, SHOWN).map(one)}
      {due.length > SHOWN && (
        <details>
          <summary>还有{due.length - SHOWN}条</summary>
          {due.slice(SHOWN).map(one)}
        </details>
      )}
    </li>
  );
}
