/** @jsxImportSource hono/jsx */
import type { SubjectDue } from "../../../domain/ledger-dues.ts";
import type { Ledger } from "../../../domain/ledgers.ts";
import { DueOn } from "./rows.tsx";
import { AT } from "./words.ts";

/** More than these are folded away: the list itself comes first. */
const SHOWN = 5;

/** The subjects whose turn it is, what is late first; each leads to a form that names it. */
export function SubjectsDue({
  ledger,
  subjects,
  today,
  mayWrite,
}: {
  readonly ledger: Ledger;
  readonly subjects: readonly SubjectDue[];
  readonly today: string;
  readonly mayWrite: boolean;
}) {
  if (subjects.length === 0) return null;
  const late = subjects.filter(({ due }) => due < today).length;
  const rows = (some: readonly SubjectDue[]) => (
    <ul class="rows">
      {some.map(({ subject, due }) => (
        <li class="item due">
          <span>
            <DueOn day={due} today={today} /> {subject}
          </span>
          {mayWrite && (
            <a
              class="button"
              href={`${AT}/${ledger.id}/new?${new URLSearchParams({ subject })}`}
              aria-label={`记一条：${subject}`}
            >
              记一条
            </a>
          )}
        </li>
      ))}
    </ul>
  );
  return (
    <section class="card" data-live="subjects">
      <header>
        <h2>该办的 {subjects.length}个</h2>
        {late > 0 && <span class="badge bad">{late}个过期</span>}
      </header>
      {rows(subjects.slice(0, SHOWN))}
      {subjects.length > SHOWN && (
        <details>
          <summary>还有{subjects.length - SHOWN}个</summary>
          {rows(subjects.slice(SHOWN))}
        </details>
      )}
    </section>
  );
}
