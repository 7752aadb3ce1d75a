/** @jsxImportSource hono/jsx */
import { shownValue } from "../../../domain/ledger-fields.ts";
import { fieldOf, type Ledger, type LedgerEntry, stateOf } from "../../../domain/ledgers.ts";
import { showableLine } from "../../../domain/showable.ts";
import { AT, dayWords, valueWords } from "./words.ts";

interface RowProps {
  readonly entry: LedgerEntry;
  readonly ledger: Ledger;
  /** Of officers, by their ids. */
  readonly names: ReadonlyMap<string, string>;
  /** `YYYY-MM-DD`. */
  readonly today: string;
}

/** When something is due, and whether that is past. */
export function DueOn({ day, today }: { readonly day: string; readonly today: string }) {
  const words = dayWords(day, today);
  if (day < today) return <span class="badge bad">{words}已过期</span>;
  return <span class="badge soon">{day === today ? "今天到期" : `${words}到期`}</span>;
}

/** An entry in a list; the whole row leads to it. */
export function EntryRow({ entry, ledger, names, today }: RowProps) {
  // When it is due stands in front already.
  const isDue = (id: string) => entry.dueOn !== undefined && entry.dueOn === entry.values[id];
  const told = ledger.columns.list
    .filter((id) => !isDue(id))
    .map((id) => fieldOf(ledger, id))
    .map((field) => (field ? valueWords(field, entry.values[field.id], names, today) : ""))
    .filter(Boolean)
    .join("・");
  return (
    <li>
      <a class="row-link" href={`${AT}/${ledger.id}/${entry.id}`}>
        <span class="badges">
          <span class="badge">{stateOf(ledger, entry.state).title}</span>
          {entry.dueOn && <DueOn day={entry.dueOn} today={today} />}
        </span>
        <span class="what">
          <b>
            {entry.number} {entry.subject ?? ""}
          </b>
          <span class="words">{showableLine(told, 80)}</span>
        </span>
        <span class="when">
          <span>{names.get(entry.officer) ?? ""}</span>
          <time datetime={entry.day}>{dayWords(entry.day, today)}</time>
        </span>
      </a>
    </li>
  );
}

/** The list as it goes on paper: the columns of the export, in its order. */
export function Printed({
  ledger,
  entries,
  names,
}: Omit<RowProps, "entry" | "today"> & { readonly entries: readonly LedgerEntry[] }) {
  const fields = ledger.columns.export.flatMap((id) => fieldOf(ledger, id) ?? []);
  const hasSubjects = ledger.subjects.length > 0;
  return (
    <div class="wide printed" tabindex={0}>
      <table>
        <thead>
          <tr>
            {[
              "编号",
              ...(hasSubjects ? ["对象"] : []),
              ...fields.map(({ title }) => title),
              "状态",
              "到期",
            ].map((title) => (
              <th scope="col">{title}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <tr>
              <th scope="row">{entry.number}</th>
              {hasSubjects && <td>{entry.subject ?? ""}</td>}
              {fields.map((field) => (
                <td class={field.type}>{shownValue(field, entry.values[field.id], names)}</td>
              ))}
              <td>{stateOf(ledger, entry.state).title}</td>
              <td class="date">{entry.dueOn ?? ""}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
