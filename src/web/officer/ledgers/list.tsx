/** @jsxImportSource hono/jsx */
import { type Context, Hono } from "hono";
import { stream } from "hono/streaming";
import { mayInLedger } from "../../../domain/ledger-rights.ts";
import { exportEntries } from "../../../ledgers/export-entries.ts";
import { findEntries, ledgerSubjects } from "../../../ledgers/find-entries.ts";
import { todayIn } from "../../../ledgers/ledger-context.ts";
import { cookiesOf } from "../guard.ts";
import { Layout } from "../parts/layout.tsx";
import type { OfficerEnv, OfficerParts } from "../parts/me.ts";
import { Calendar } from "./calendar.tsx";
import { Filters } from "./filters.tsx";
import { asksForWork, filterOf, readQuery, searchOf } from "./query.ts";
import { EntryRow, Printed } from "./rows.tsx";
import { SubjectsDue } from "./subjects-due.tsx";
import { AT } from "./words.ts";

const ROWS = 25;
/** Rows of a page that is printed, and of a month. */
const PRINTED = 2_000;

/** A ledger as a list: filtered, printed, exported and as a calendar, whatever its file says. */
export function createLedgerList(parts: OfficerParts): Hono<OfficerEnv> {
  const { actions } = parts;
  const cookies = cookiesOf(parts);
  const app = new Hono<OfficerEnv>();
  const ledgerOf = (c: Context) => actions.ledgers().find(({ id }) => id === c.req.param("ledger"));

  /** What the address asks for, and officers' names by their ids. */
  async function asked(c: Context<OfficerEnv>, ledger: NonNullable<ReturnType<typeof ledgerOf>>) {
    const officers = await actions.store.officers.all();
    const query = readQuery((name) => c.req.query(name));
    const ids = new Map(officers.map(({ id, name }) => [name, id]));
    const filter = filterOf(query, ledger, { officers: ids, today: todayIn(actions) });
    return { query, filter, names: new Map(officers.map(({ id, name }) => [id, name])) };
  }

  app.get("/:ledger/export.xlsx", async (c) => {
    const ledger = ledgerOf(c);
    if (!ledger) return c.notFound();
    const { filter } = await asked(c, ledger);
    const made = await exportEntries(actions, c.get("me").actor, { ledger: ledger.id, filter });
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
    const subjects = await ledgerSubjects(actions, me.actor, ledger.id);
    const before = { ...wanted, filter: { open: true, dueBefore: `${month}-01` }, limit: 0 };
    const past = month === today.slice(0, 7) ? await findEntries(actions, me.actor, before) : undefined;
    const late =
      past && !("refused" in past)
        ? past.total + subjects.filter(({ due }) => due < `${month}-01`).length
        : 0;
    return c.html(
      <Layout title={`${ledger.title}日历`} me={me} at={AT} back={`${AT}/${ledger.id}`}>
        <Calendar
          ledger={ledger}
          entries={entries}
          subjects={subjects.filter(({ due }) => due.startsWith(month))}
          month={month}
          late={late}
          today={today}
          mayWrite={mayInLedger(me.officer, ledger, "write")}
        />
      </Layout>,
    );
  });

  app.get("/:ledger{[a-z][a-z0-9-]*}", async (c) => {
    const me = c.get("me");
    const ledger = ledgerOf(c);
    if (!ledger) return c.notFound();
    const today = todayIn(actions);
    const { query, filter, names } = await asked(c, ledger);
    const found = await findEntries(actions, me.actor, {
      ledger: ledger.id,
      filter,
      limit: query.print ? PRINTED : ROWS,
      offset: query.print ? 0 : (query.page - 1) * ROWS,
      order: query.state === "open" || query.late ? "due" : "newest",
    });
    if ("refused" in found) return c.text("您的角色看不到这个台账。", 403);
    const { entries, total } = found;
    const pages = Math.max(Math.ceil(total / ROWS), 1);
    const page = (number: number) => searchOf(query, { page: String(number) });
    const mayWrite = mayInLedger(me.officer, ledger, "write");
    if (query.print)
      return c.html(
        <Layout title={ledger.title} me={me} at={AT} back={`${AT}/${ledger.id}${searchOf(query)}`}>
          <section class="card paper">
            <header>
              <h1>
                {actions.config.station.name} {ledger.title} {total}条
              </h1>
              <span>
                {me.officer.name}，{today}
              </span>
            </header>
            <p class="hint screen">
              用浏览器的打印。{total > PRINTED && `只有前${PRINTED}条，其余请导出或者少选一些。`}
            </p>
            <Printed ledger={ledger} entries={entries} names={names} />
          </section>
        </Layout>,
      );
    const turns = asksForWork(query) ? await ledgerSubjects(actions, me.actor, ledger.id) : [];
    const subjects = turns.filter(({ begins, due }) => (query.late ? due < today : begins <= today));
    return c.html(
      <Layout
        title={ledger.title}
        me={me}
        at={AT}
        back={AT}
        live="tables=ledgerEntries"
        said={cookies.said(c)}
      >
        <p class="do">
          {mayWrite && (
            <a class="button primary" href={`${AT}/${ledger.id}/new`}>
              记一条
            </a>
          )}
          <a class="button" href={`${AT}/${ledger.id}/calendar`}>
            日历
          </a>
          <a class="button" href={searchOf(query, { print: "1" })}>
            打印
          </a>
          {mayInLedger(me.officer, ledger, "export") && (
            <a class="button" href={`${AT}/${ledger.id}/export.xlsx${searchOf(query)}`}>
              导出
            </a>
          )}
        </p>
        <Filters
          query={query}
          ledger={ledger}
          offices={actions.config.offices.map(({ name }) => name)}
          officers={[...names.values()]}
        />
        <SubjectsDue ledger={ledger} subjects={subjects} today={today} mayWrite={mayWrite} />
        <section class="card" data-live="entries">
          <header>
            <h1>
              {ledger.title} {total}条
            </h1>
          </header>
          {total === 0 && (
            <p class="empty">
              {searchOf(query) === "?state=open" ? "没有要办的记录。" : "没有这样的记录，少选一样试试。"}
            </p>
          )}
          <ul class="rows">
            {entries.map((entry) => (
              <EntryRow entry={entry} ledger={ledger} names={names} today={today} />
            ))}
          </ul>
          {pages > 1 && (
            <nav class="pager" aria-label="翻页">
              {query.page > 1 && <a href={page(query.page - 1)}>上一页</a>}
              <span>
                第{query.page}页，共{pages}页
              </span>
              {query.page < pages && <a href={page(query.page + 1)}>下一页</a>}
            </nav>
          )}
        </section>
      </Layout>,
    );
  });
  return app;
}
