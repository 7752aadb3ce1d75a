/** @jsxImportSource hono/jsx */
import { Hono } from "hono";
import { stream } from "hono/streaming";
import { shownValue } from "../../domain/ledger-fields.ts";
import { mayInLedger } from "../../domain/ledger-rights.ts";
import { fieldOf, type Ledger, type LedgerEntry, stateOf } from "../../domain/ledgers.ts";
import { addDays } from "../../domain/named-days.ts";
import { showableLine } from "../../domain/showable.ts";
import { exportEntries } from "../../ledgers/export-entries.ts";
import { findEntries, ledgerOverview } from "../../ledgers/find-entries.ts";
import { todayIn } from "../../ledgers/ledger-context.ts";
import { cookiesOf } from "./guard.ts";
import { Calendar } from "./ledger-calendar.tsx";
import { Layout } from "./parts/layout.tsx";
import type { OfficerEnv, OfficerParts } from "./parts/me.ts";

const AT = "/officer/ledgers";
const ROWS = 25;
/** Rows of a page that is printed. */
const PRINTED = 2_000;
const MAX_TERMS = 8;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

function readQuery(query: (name: string) => string | undefined) {
  const day = (name: string) => DAY.exec(query(name) ?? "")?.[0] ?? "";
  return {
    terms: (query("q") ?? "").slice(0, 200).trim(),
    state: query("state") ?? "open",
    office: query("office") ?? "",
    mine: query("mine") === "1",
    from: day("from"),
    until: day("until"),
    page: Number(/^[1-9]\d{0,4}$/.exec(query("page") ?? "")?.[0] ?? 1),
    print: query("print") === "1",
  } as const;
}
type Query = ReturnType<typeof readQuery>;

function filterOf({ terms, state, office, mine, from, until }: Query, ledger: Ledger, officer: string) {
  const named = ledger.states.some(({ id }) => id === state);
  return {
    ...(state === "open" && !named ? { open: true } : {}),
    ...(state === "ended" && !named ? { open: false } : {}),
    ...(named && state !== "open" ? { states: [state] } : {}),
    ...(named && state === "open" ? { open: true } : {}),
    ...(office ? { office } : {}),
    ...(mine ? { officer } : {}),
    ...(from ? { from } : {}),
    ...(until ? { before: addDays(until, 1) } : {}),
    ...(terms ? { terms: terms.split(/\s+/).slice(0, MAX_TERMS) } : {}),
  };
}

/** All ledgers, and each as a list: filtered, printed, exported and as a calendar, whatever its file says. */
export function createLedgersPage(parts: OfficerParts): Hono<OfficerEnv> {
  const { actions } = parts;
  const cookies = cookiesOf(parts);
  const app = new Hono<OfficerEnv>();

  app.get("/", async (c) => {
    const me = c.get("me");
    const rows = await ledgerOverview(actions, me.actor);
    return c.html(
      <Layout title="台账" me={me} at={AT} live="tables=ledgerEntries" said={cookies.said(c)}>
        <section class="card" data-live="ledgers">
          <header>
            <h1>台账</h1>
            <span>{rows.length === 0 ? "" : `在用${rows.length}个`}</span>
          </header>
          {rows.length === 0 && <p class="empty">还没有在用的台账，写在 ledgers 文件夹里。</p>}
          <ul class="rows">
            {rows.map(({ ledger, open, late }) => (
              <li>
                <a class="row-link plain" href={`${AT}/${ledger.id}`}>
                  <span>
                    <b>{ledger.title}</b>
                  </span>
                  <span class="when">
                    {open}条没办完
                    {late > 0 && <span class="badge bad">{late}条过期</span>}
                  </span>
                </a>
              </li>
            ))}
          </ul>
        </section>
      </Layout>,
    );
  });

  app.get("/:ledger/export.xlsx", async (c) => {
    const me = c.get("me");
    const ledger = actions.ledgers().find(({ id }) => id === c.req.param("ledger"));
    if (!ledger) return c.notFound();
    const query = readQuery((name) => c.req.query(name));
    const filter = filterOf(query, ledger, me.officer.id);
    const made = await exportEntries(actions, me.actor, { ledger: ledger.id, filter });
    if ("refused" in made) return c.text("您的角色不能导出这个台账。", 403);
    c.header("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    c.header("Content-Disposition", `attachment; filename="${ledger.id}-${todayIn(actions)}.xlsx"`);
    return stream(c, async (out) => {
      for await (const piece of made.done) await out.write(piece);
    });
  });

  app.get("/:ledger/calendar", async (c) => {
    const me = c.get("me");
    const today = todayIn(actions);
    const month = /^\d{4}-(?:0[1-9]|1[0-2])$/.exec(c.req.query("month") ?? "")?.[0] ?? today.slice(0, 7);
    const filter = { open: true, dueFrom: `${month}-01`, dueBefore: `${month}-32` };
    const wanted = { ledger: c.req.param("ledger"), filter, limit: PRINTED, order: "due" } as const;
    const found = await findEntries(actions, me.actor, wanted);
    if ("refused" in found) return c.text("没有这个台账，或者您看不到。", 404);
    const { ledger, entries } = found;
    return c.html(
      <Layout title={`${ledger.title}日历`} me={me} at={AT} back={`${AT}/${ledger.id}`}>
        <Calendar ledger={ledger} entries={entries} month={month} today={today} />
      </Layout>,
    );
  });

  app.get("/:ledger{[a-z][a-z0-9-]*}", async (c) => {
    const me = c.get("me");
    const ledger = actions.ledgers().find(({ id }) => id === c.req.param("ledger"));
    if (!ledger) return c.notFound();
    const query = readQuery((name) => c.req.query(name));
    const limit = query.print ? PRINTED : ROWS;
    const found = await findEntries(actions, me.actor, {
      ledger: ledger.id,
      filter: filterOf(query, ledger, me.officer.id),
      limit,
      offset: query.print ? 0 : (query.page - 1) * ROWS,
      order: query.state === "open" ? "due" : "newest",
    });
    if ("refused" in found) return c.text("您的角色看不到这个台账。", 403);
    const names = new Map((await actions.store.officers.all()).map(({ id, name }) => [id, name]));
    const pages = Math.max(Math.ceil(found.total / ROWS), 1);
    const search = (more: Record<string, string>) =>
      `?${new URLSearchParams({ ...asSearch(query), ...more })}`;
    return c.html(
      <Layout
        title={ledger.title}
        me={me}
        at={AT}
        back={AT}
        live="tables=ledgerEntries"
        said={cookies.said(c)}
      >
        {!query.print && (
          <Filters query={query} ledger={ledger} offices={actions.config.offices.map((o) => o.name)} />
        )}
        <section class="card" data-live="entries">
          <header>
            <h1>
              {ledger.title} {found.total}条
            </h1>
            <span class="links">
              {mayInLedger(me.officer, ledger, "write") && <a href={`${AT}/${ledger.id}/new`}>记一条</a>}{" "}
              <a href={`${AT}/${ledger.id}/calendar`}>日历</a> <a href={search({ print: "1" })}>打印</a>{" "}
              {mayInLedger(me.officer, ledger, "export") && (
                <a href={`${AT}/${ledger.id}/export.xlsx${search({})}`}>导出</a>
              )}
            </span>
          </header>
          {found.entries.length === 0 && <p class="empty">没有这样的记录。</p>}
          {query.print ? (
            <Printed ledger={ledger} entries={found.entries} names={names} />
          ) : (
            <ul class="rows">
              {found.entries.map((entry) => (
                <EntryRow entry={entry} ledger={ledger} names={names} today={todayIn(actions)} />
              ))}
            </ul>
          )}
          {!query.print && pages > 1 && (
            <nav class="pager" aria-label="翻页">
              {query.page > 1 && <a href={search({ page: String(query.page - 1) })}>上一页</a>}
              <span>
                第{query.page}页，共{pages}页
              </span>
              {query.page < pages && <a href={search({ page: String(query.page + 1) })}>下一页</a>}
            </nav>
          )}
        </section>
      </Layout>,
    );
  });
  return app;
}

function asSearch({ terms, state, office, mine, from, until }: Query): Record<string, string> {
  return {
    state,
    ...(terms ? { q: terms } : {}),
    ...(office ? { office } : {}),
    ...(mine ? { mine: "1" } : {}),
    ...(from ? { from } : {}),
    ...(until ? { until } : {}),
  };
}

interface RowProps {
  readonly entry: LedgerEntry;
  readonly ledger: Ledger;
  readonly names: ReadonlyMap<string, string>;
  readonly today: string;
}

function EntryRow({ entry, ledger, names, today }: RowProps) {
  const told = ledger.columns.list
    .map((id) => fieldOf(ledger, id))
    .map((field) => (field ? shownValue(field, entry.values[field.id], names) : ""))
    .filter(Boolean)
    .join("・");
  return (
    <li>
      <a class="row-link" href={`${AT}/${ledger.id}/${entry.id}`}>
        <span class="badges">
          {entry.dueOn && entry.dueOn < today && <span class="badge bad">过期</span>}
          {entry.dueOn && entry.dueOn >= today && <span class="badge soon">{entry.dueOn.slice(5)}到期</span>}
          <span class="badge">{stateOf(ledger, entry.state).title}</span>
        </span>
        <span class="what">
          <b>
            {entry.number} {entry.subject ?? ""}
          </b>
          <span class="words">{showableLine(told, 80)}</span>
        </span>
        <span class="when">
          <span>{names.get(entry.officer) ?? ""}</span>
          <time datetime={entry.day}>{entry.day}</time>
        </span>
      </a>
    </li>
  );
}

function Printed({
  ledger,
  entries,
  names,
}: Omit<RowProps, "entry" | "today"> & { readonly entries: readonly LedgerEntry[] }) {
  const fields = ledger.columns.export.flatMap((id) => fieldOf(ledger, id) ?? []);
  return (
    <table>
      <thead>
        <tr>
          <th>编号</th>
          {fields.map(({ title }) => (
            <th>{title}</th>
          ))}
          <th>状态</th>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry) => (
          <tr>
            <td>{entry.number}</td>
            {fields.map((field) => (
              <td>{shownValue(field, entry.values[field.id], names)}</td>
            ))}
            <td>{stateOf(ledger, entry.state).title}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Filters({
  query,
  ledger,
  offices,
}: {
  readonly query: Query;
  readonly ledger: Ledger;
  readonly offices: readonly string[];
}) {
  const option = (value: string, name: string, chosen: string) => (
    <option value={value} selected={value === chosen}>
      {name}
    </option>
  );
  const named = ledger.states.filter(({ id }) => id !== "open" && id !== "ended" && id !== "any");
  return (
    <form class="filters" method="get">
      <label class="search">
        <span class="hidden">找文字、编号</span>
        <input type="search" name="q" value={query.terms} placeholder="找文字、编号" maxlength={200} />
      </label>
      <select name="state" aria-label="状态">
        {option("open", "没办完", query.state)}
        {option("ended", "办完的", query.state)}
        {option("any", "全部", query.state)}
        {named.map(({ id, title }) => option(id, title, query.state))}
      </select>
      {offices.length > 0 && (
        <select name="office" aria-label="警务室">
          {option("", "所有警务室", query.office)}
          {offices.map((name) => option(name, name, query.office))}
        </select>
      )}
      <label>
        从 <input type="date" name="from" value={query.from} />
      </label>
      <label>
        到 <input type="date" name="until" value={query.until} />
      </label>
      <label class="check">
        <input type="checkbox" name="mine" value="1" checked={query.mine} />
        只看我的
      </label>
      <button type="submit">看</button>
    </form>
  );
}
