/** @jsxImportSource hono/jsx */
import { Hono } from "hono";
import { categories, categoryNames, closedStatuses, openStatuses } from "../../domain/reports.ts";
import { may, rolesFor } from "../../domain/rights.ts";
import { inZone } from "../../lib/time.ts";
import type { NotAllowed } from "../../people/index.ts";
import { type DueRow, dueReports } from "../../reports/due-reports.ts";
import { findReports, type ReportRow, type Wanted } from "../../reports/find-reports.ts";
import { cookiesOf } from "./guard.ts";
import { Layout } from "./parts/layout.tsx";
import type { Me, OfficerEnv, OfficerParts } from "./parts/me.ts";
import { readQuery } from "./parts/report-query.ts";
import { Row } from "./parts/report-row.tsx";

/** Rows a page. */
const ROWS = 25;
const MAX_TERMS = 8;
/** Open reports that are looked through for what is due. */
const MOST_DUE = 2_000;

const whoseNames = { near: "本警务室和我的", mine: "我的", all: "全所" } as const;
const stateNames = { open: "没办完", waiting: "待接手", closed: "办完的", any: "全部" } as const;
const statusesOf = {
  open: openStatuses,
  waiting: ["received"],
  closed: closedStatuses,
  any: undefined,
} as const;

type Query = ReturnType<typeof readQuery>;

/** The list of reports: filtered, searched, sorted and paged by its address. */
export function createReportList(parts: OfficerParts): Hono<OfficerEnv> {
  const { actions } = parts;
  const { config, clock } = actions;
  const cookies = cookiesOf(parts);
  const app = new Hono<OfficerEnv>();
  app.get("/", async (c) => {
    const me = c.get("me");
    const query = readQuery((name) => c.req.query(name));
    const found = query.due
      ? await dueRows(query.due, query, me)
      : await findReports(actions, me.actor, wanted(query));
    if ("refused" in found) return c.text("您的角色看不到反映。", 403);
    const pages = Math.max(Math.ceil(found.total / ROWS), 1);
    return c.html(
      <Layout title="反映" me={me} at="/officer/reports" live="tables=reports" said={cookies.said(c)}>
        <Filters query={query} offices={config.offices.map(({ name }) => name)} />
        <section class="card" data-live="reports">
          <header>
            <h1>{found.total}件</h1>
            <span>
              {query.newest || query.state === "closed" ? "新的在前" : "急的在前，早来的在前"}
              {may(me.officer, rolesFor("reports.export")) && (
                <>
                  ・<a href={sheetOf(query)}>存成表格</a>
                </>
              )}
            </span>
          </header>
          {found.rows.length === 0 ? (
            <p class="empty">{query.terms ? "没有找到，少写一个词试试。" : "没有这样的反映。"}</p>
          ) : (
            <ul class="rows">
              {found.rows.map((row) => (
                <Row row={row} zone={config.station.timezone} now={clock.now()} />
              ))}
            </ul>
          )}
          {pages > 1 && (
            <nav class="pager" aria-label="翻页">
              {query.page > 1 && <a href={hrefOf({ ...query, page: query.page - 1 })}>上一页</a>}
              <span>
                第{query.page}页，共{pages}页
              </span>
              {query.page < pages && <a href={hrefOf({ ...query, page: query.page + 1 })}>下一页</a>}
            </nav>
          )}
        </section>
      </Layout>,
    );
  });
  /** Open reports by when something is due; of today's, those that are not late yet. */
  async function dueRows(due: "today" | "late", { whose, page }: Query, me: Me): Promise<Page | NotAllowed> {
    const found = await dueReports(actions, me.actor, { whose, late: due === "late", limit: MOST_DUE });
    if ("refused" in found) return found;
    const now = clock.now();
    const { timezone } = config.station;
    const isToday = ({ due: at }: DueRow) =>
      at !== undefined && at.at > now && inZone(at.at, timezone).isSame(inZone(now, timezone), "day");
    const rows = due === "late" ? found.rows : found.rows.filter(isToday);
    return { rows: rows.slice((page - 1) * ROWS, page * ROWS), total: rows.length };
  }

  return app;
}

interface Page {
  readonly rows: readonly ReportRow[];
  readonly total: number;
}

function wanted({ terms, whose, state, category, office, urgent, unread, newest, page }: Query): Wanted {
  const statuses = statusesOf[state];
  return {
    whose,
    filter: {
      ...(statuses ? { statuses } : {}),
      ...(category ? { categories: [category] } : {}),
      ...(office ? { office } : {}),
      ...(urgent ? { priority: "urgent" as const } : {}),
      ...(unread ? { unread } : {}),
      ...(terms ? { terms: terms.split(/\s+/).slice(0, MAX_TERMS) } : {}),
    },
    order: newest || state === "closed" || state === "any" ? "newest" : "to-do",
    limit: ROWS,
    offset: (page - 1) * ROWS,
  };
}

function hrefOf(query: Query): string {
  const { terms, whose, state, category, office, urgent, unread, newest, due, page } = query;
  const set = new URLSearchParams({ whose, state });
  if (terms) set.set("q", terms);
  if (category) set.set("category", category);
  if (office) set.set("office", office);
  if (urgent) set.set("urgent", "1");
  if (unread) set.set("unread", "1");
  if (newest) set.set("order", "newest");
  if (due) set.set("due", due);
  if (page > 1) set.set("page", String(page));
  return `/officer/reports?${set}`;
}

/** Of what a table can be filtered by, the same as the list. */
function sheetOf({ state, category, office }: Query): string {
  const set = new URLSearchParams({ state });
  if (category) set.set("category", category);
  if (office) set.set("office", office);
  return `/officer/reports.xlsx?${set}`;
}

function Filters({ query, offices }: { readonly query: Query; readonly offices: readonly string[] }) {
  const option = (value: string, name: string, chosen: string | undefined) => (
    <option value={value} selected={value === chosen}>
      {name}
    </option>
  );
  return (
    <form class="filters" method="get">
      <label class="search">
        <span class="hidden">找文字、编号、地点</span>
        <input type="search" name="q" value={query.terms} placeholder="找文字、编号、地点" maxlength={200} />
      </label>
      <select name="whose" aria-label="谁的">
        {Object.entries(whoseNames).map(([value, name]) => option(value, name, query.whose))}
      </select>
      <select name="state" aria-label="状态">
        {Object.entries(stateNames).map(([value, name]) => option(value, name, query.state))}
      </select>
      <select name="category" aria-label="类别">
        {option("", "所有类别", query.category ?? "")}
        {categories.map((one) => option(one, categoryNames[one], query.category))}
      </select>
      {offices.length > 0 && (
        <select name="office" aria-label="警务室">
          {option("", "所有警务室", query.office)}
          {offices.map((name) => option(name, name, query.office))}
        </select>
      )}
      <select name="order" aria-label="排序">
        {option("", "急的在前", query.newest ? "newest" : "")}
        {option("newest", "新的在前", query.newest ? "newest" : "")}
      </select>
      <select name="due" aria-label="到期">
        {option("", "不管到期", query.due ?? "")}
        {option("today", "今天到期", query.due)}
        {option("late", "已超期", query.due)}
      </select>
      <label class="check">
        <input type="checkbox" name="urgent" value="1" checked={query.urgent} />
        急件
      </label>
      <label class="check">
        <input type="checkbox" name="unread" value="1" checked={query.unread} />
        有新的话
      </label>
      <button type="submit">看</button>
    </form>
  );
}
