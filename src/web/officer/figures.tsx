/** @jsxImportSource hono/jsx */
import { type Context, Hono } from "hono";
import QuickLRU from "quick-lru";
import { durationWords, type Figures } from "../../domain/figures.ts";
import { countEntries } from "../../ledgers/count-entries.ts";
import { csvText } from "../../lib/csv.ts";
import { beginningOf, inZone } from "../../lib/time.ts";
import { plotSvg } from "../../render/index.ts";
import { type FiguresBy, figuresBy, figuresByEach, reportFigures } from "../../reports/figures.ts";
import { LedgerFigures } from "./ledgers/figures.tsx";
import { Layout } from "./parts/layout.tsx";
import type { OfficerEnv, OfficerParts } from "./parts/me.ts";

const periodNames = { month: "本月", "last-month": "上月", year: "今年" } as const;
type PeriodName = keyof typeof periodNames;
const byNames: Record<FiguresBy, string> = { office: "按警务室", category: "按类别", week: "按周" };
const heads = [
  "分类",
  "收",
  "办结",
  "没办完",
  "逾期",
  "首次答复中位",
  "九成在",
  "办结中位",
  "九成在",
  "说解决了",
  "说没解决",
];
/** Drawings that are kept: the same one is asked for by everybody who looks. */
const KEPT = 30;
/** Of a table by month. */
const MONTHS = 6;

/** Counts and times, as tables and plots. Never by officer: nobody is ranked. */
export function createFiguresPage({ actions }: OfficerParts): Hono<OfficerEnv> {
  const { clock, config } = actions;
  const { timezone } = config.station;
  const drawn = new QuickLRU<string, Promise<string>>({ maxSize: KEPT });
  const app = new Hono<OfficerEnv>();

  function instantsOf(period: PeriodName) {
    const today = inZone(clock.now(), timezone);
    const month = today.startOf("month");
    const at = (day: typeof month) => beginningOf(day, timezone);
    if (period === "year") return { from: at(today.startOf("year")) };
    if (period === "month") return { from: at(month) };
    return { from: at(month.subtract(1, "month")), before: at(month) };
  }

  /** `2026-12`, the earliest first. */
  function lastMonths(): string[] {
    const month = inZone(clock.now(), timezone).startOf("month");
    return Array.from({ length: MONTHS }, (_, i) =>
      month.subtract(MONTHS - 1 - i, "month").format("YYYY-MM"),
    );
  }

  const periodOf = (c: Context): PeriodName =>
    (Object.keys(periodNames) as PeriodName[]).find((one) => one === c.req.query("period")) ?? "month";
  const byOf = (c: Context): FiguresBy => figuresBy.find((one) => one === c.req.query("by")) ?? "office";
  const ask = (c: Context<OfficerEnv>, by: FiguresBy) =>
    reportFigures(actions, c.get("me").actor, { ...instantsOf(periodOf(c)), by });

  app.get("/", async (c) => {
    const me = c.get("me");
    const period = periodOf(c);
    const found = await figuresByEach(actions, me.actor, instantsOf(period), figuresBy);
    if ("refused" in found) return c.text("您的角色看不到统计。", 403);
    const { from, before } = instantsOf(period);
    const day = (at: Date) => inZone(at, timezone).format("YYYY-MM-DD");
    const days = { from: day(from), ...(before ? { before: day(before) } : {}) };
    const months = lastMonths();
    const ledgers = await countEntries(actions, me.actor, { ...days, months });
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
        {figuresBy.map((by) => {
          const groups = found.by.get(by) ?? [];
          return (
            <section class="card">
              <header>
                <h2>{byNames[by]}</h2>
                <a href={`/officer/figures/figures.csv?period=${period}&by=${by}`}>存成表格</a>
              </header>
              {groups.length === 0 ? (
                <p class="empty">还没有。</p>
              ) : (
                <>
                  <div class="wide" tabindex={0}>
                    <table>
                      <thead>
                        <tr>
                          {heads.map((head) => (
                            <th scope="col">{head}</th>
                          ))}
                        </tr>
                      </thead>
                      <tbody>
                        {[...groups, { name: "合计", figures: found.whole }].map(({ name, figures }) => (
                          <tr>
                            <th scope="row">{name}</th>
                            {cellsOf(figures).map((cell) => (
                              <td>{cell}</td>
                            ))}
                          </tr>
                        ))}
                      </tbody>
                    </table>
                  </div>
                  <img
                    class="plot"
                    src={`/officer/figures/plot.svg?period=${period}&by=${by}`}
                    alt={`${periodNames[period]}${byNames[by]}的图，数字见上面的表`}
                    loading="lazy"
                  />
                </>
              )}
            </section>
          );
        })}
        <LedgerFigures
          counts={ledgers}
          offices={config.offices.map(({ name }) => name)}
          months={months}
          period={periodNames[period]}
        />
      </Layout>,
    );
  });

  app.get("/plot.svg", async (c) => {
    const by = byOf(c);
    const found = await ask(c, by);
    if ("refused" in found) return c.notFound();
    const plot = { title: `群众反映 ${periodNames[periodOf(c)]}${byNames[by]}`, rows: found.groups };
    const key = JSON.stringify(plot);
    const svg = drawn.get(key) ?? plotSvg(plot);
    drawn.set(key, svg);
    return c.body(await svg, 200, {
      "Content-Type": "image/svg+xml",
      "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    });
  });

  app.get("/figures.csv", async (c) => {
    const by = byOf(c);
    const found = await ask(c, by);
    if ("refused" in found) return c.notFound();
    const rows = found.groups.map(({ name, figures }) => [name, ...cellsOf(figures)]);
    return c.body(csvText([heads, ...rows, ["合计", ...cellsOf(found.whole)]]), 200, {
      "Content-Type": "text/csv; charset=utf-8",
      "Content-Disposition": `attachment; filename="figures-${periodOf(c)}-${by}.csv"`,
    });
  });

  return app;
}

function cellsOf({
  received,
  closed,
  open,
  late,
  firstAnswer,
  closing,
  solved,
  unsolved,
}: Figures): string[] {
  const spread = (of: Figures["closing"]) =>
    of ? [durationWords(of.median), durationWords(of.ninth)] : ["–", "–"];
  const counts = [received, closed, open, late].map(String);
  return [...counts, ...spread(firstAnswer), ...spread(closing), String(solved), String(unsolved)];
}
