/** @jsxImportSource hono/jsx */
import type { Ledger } from "../../../domain/ledgers.ts";
import { namedStates, type Query } from "./query.ts";
import { AT } from "./words.ts";

/** What a list may be filtered by; the rarer ones are folded away, for a phone. */
export function Filters({
  query,
  ledger,
  offices,
  officers,
}: {
  readonly query: Query;
  readonly ledger: Ledger;
  readonly offices: readonly string[];
  readonly officers: readonly string[];
}) {
  const { terms, state, office, officer, subject, late, from, until } = query;
  const option = (value: string, name: string, chosen: string) => (
    <option value={value} selected={value === chosen}>
      {name}
    </option>
  );
  const more = [office, officer, subject, from, until].some((one) => one !== "");
  const isFiltered = more || late || terms !== "" || state !== "open";
  return (
    <form class="filters" method="get">
      <label class="search">
        <span class="hidden">找文字、编号</span>
        <input type="search" name="q" value={terms} placeholder="找文字、编号" maxlength={200} />
      </label>
      <select name="state" aria-label="状态">
        {option("open", "没办完", state)}
        {option("ended", "办完的", state)}
        {option("any", "全部", state)}
        {namedStates(ledger).map(({ value, title }) => option(value, title, state))}
      </select>
      <label class="check">
        <input type="checkbox" name="late" value="1" checked={late} />
        只看过期
      </label>
      <button type="submit">看</button>
      {isFiltered && <a href={`${AT}/${ledger.id}`}>清除</a>}
      <details class="more" open={more}>
        <summary>日期、警务室、民警{ledger.subjects.length > 0 && "、对象"}</summary>
        <label>
          从 <input type="date" name="from" value={from} />
        </label>
        <label>
          到 <input type="date" name="until" value={until} />
        </label>
        {offices.length > 0 && (
          <select name="office" aria-label="警务室">
            {option("", "所有警务室", office)}
            {offices.map((name) => option(name, name, office))}
          </select>
        )}
        <select name="officer" aria-label="民警">
          {option("", "所有民警", officer)}
          {officers.map((name) => option(name, name, officer))}
        </select>
        {ledger.subjects.length > 0 && (
          <select name="subject" aria-label="对象">
            {option("", "所有对象", subject)}
            {ledger.subjects.map(({ name }) => option(name, name, subject))}
          </select>
        )}
      </details>
    </form>
  );
}
