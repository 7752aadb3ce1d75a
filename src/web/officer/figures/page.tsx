/** @jsxImportSource hono/jsx */
import { type Context, Hono } from "hono";
import { stream } from "hono/streaming";
import QuickLRU from "quick-lru";
import { csvText } from "../../../lib/csv.ts";
import { xlsx } from "../../../lib/xlsx.ts";
import { plotSvg } from "../../../render/index.ts";
import { figuresBy, reportFigures } from "../../../reports/figures.ts";
import { Layout } from "../parts/layout.tsx";
import type { OfficerEnv, OfficerParts } from "../parts/me.ts";
import { ledgerTables } from "./ledger-tables.ts";
import { instantsOf, periodNames, readPeriod } from "./period.ts";
import { byNames, reportTables } from "./report-tables.ts";
import { TableCard } from "./table.tsx";

/** Drawings that are kept: the same one is asked for by everybody who looks. */
const KEPT = 30;
const WIDTHS = { name: 22, cell: 14 };

/** Counts and times of reports and ledgers: tables, plots, and files of both. */
export function createFiguresPage({ actions }: OfficerParts): Hono<OfficerEnv> {
  const drawn = new QuickLRU<string, Promise<string>>({ maxSize: KEPT });
  const app = new Hono<OfficerEnv>();
  const periodOf = (c: Context) => readPeriod(c.req.query("period"));

  app.get("/", async (c) => {
    const me = c.get("me");
    const period = periodOf(c);
    const reports = await reportTables(actions, me.actor, period);
    if ("refused" in reports) return c.text("您的角色看不到统计。", 403);
    const ledgers = await ledgerTables(actions, me.actor, period);
    return c.html(
      <Layout title="图表" me={me} at="/officer/figures">
        <nav class="choices" aria-label="时间">
          {Object.entries(periodNames).map(([value, name]) => (
            <a href={`/officer/figures?period=${value}`} aria-current={value === period ? "page" : undefined}>
              {name}
            </a>
          ))}
        </nav>
        <h1 class="hidden">图表：{periodNames[period]}</h1>
        {reports.map((table) => (
          <TableCard table={table} period={period}>
            <img
              class="plot"
              src={`/officer/figures/plot.svg?period=${period}&by=${table.id}`}
              alt={`${periodNames[period]}${table.title}的图，数字见上面的表`}
              loading="lazy"
            />
          </TableCard>
        ))}
        {ledgers.map((table) => (
          <TableCard table={table} period={period} />
        ))}
      </Layout>,
    );
  });

  app.get("/plot.svg", async (c) => {
    const period = periodOf(c);
    const by = figuresBy.find((one) => one === c.req.query("by")) ?? "office";
    const found = await reportFigures(actions, c.get("me").actor, { ...instantsOf(actions, period), by });
    if ("refused" in found) return c.notFound();
    const plot = { title: `群众反映 ${periodNames[period]}${byNames[by]}`, rows: found.groups };
    const key = JSON.stringify(plot);
    const svg = drawn.get(key) ?? plotSvg(plot);
    drawn.set(key, svg);
    return c.body(await svg, 200, {
      "Content-Type": "image/svg+xml",
      "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    });
  });

  app.get("/:file{figures\\.(?:csv|xlsx)}", async (c) => {
    const me = c.get("me");
    const period = periodOf(c);
    const reports = await reportTables(actions, me.actor, period);
    if ("refused" in reports) return c.notFound();
    const by = c.req.query("by") ?? "office";
    const isOfReports = reports.some(({ id }) => id === by);
    const tables = isOfReports ? reports : await ledgerTables(actions, me.actor, period);
    const table = tables.find(({ id }) => id === by);
    if (!table) return c.notFound();
    const format = c.req.param("file").endsWith(".csv") ? "csv" : "xlsx";
    c.header("Content-Disposition", `attachment; filename="figures-${period}-${by}.${format}"`);
    if (format === "csv")
      return c.body(csvText([table.head, ...table.rows]), 200, { "Content-Type": "text/csv; charset=utf-8" });
    const { title, head, rows } = table;
    async function* lines() {
      yield* rows;
    }
    const sheet = {
      name: isOfReports ? "群众反映" : "台账",
      head: [
        [`${actions.config.station.name} ${isOfReports ? `${periodNames[period]}群众反映，` : ""}${title}`],
        head,
      ],
      widths: head.map((_, index) => (index === 0 ? WIDTHS.name : WIDTHS.cell)),
    };
    c.header("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    return stream(c, async (out) => {
      for await (const piece of xlsx(sheet, lines())) await out.write(piece);
    });
  });

  return app;
}
