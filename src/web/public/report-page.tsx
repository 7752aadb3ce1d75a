/** @jsxImportSource hono/jsx */
import { Hono } from "hono";
import { etag } from "hono/etag";
import { isPublished, monthWords } from "../../domain/monthly-report.ts";
import type { Clock } from "../../lib/clock.ts";
import { monthlyPage } from "../../monthly/monthly-page.ts";
import type { PublicParts } from "./alerts-feed.ts";
import { MonthlyView, PublicDocument } from "./monthly-view.tsx";

/** Years of months in the list. */
const MOST = 60;

/** 向人民报告, mounted at `/report`: what leaders have published, and nothing else. */
export function createReportPages({ store, station, clock }: PublicParts & { readonly clock: Clock }): Hono {
  const app = new Hono();
  app.use(etag());
  app.use(async (c, next) => {
    await next();
    c.header("Cache-Control", "public, max-age=60");
  });

  /** Newest first. */
  async function published() {
    const all = await store.view((reads) => reads.monthlyReports.all());
    return all.filter(isPublished).reverse().slice(0, MOST);
  }

  app.get("/", async (c) => {
    const reports = await published();
    return c.html(
      <PublicDocument title={`向人民报告 · ${station.name}`}>
        <main class="report">
          <header>
            <p>{station.name}</p>
            <h1>向人民报告</h1>
          </header>
          <Months months={reports.map(({ month }) => month)} />
        </main>
      </PublicDocument>,
    );
  });

  app.get("/:month{\\d{4}-\\d{2}}", async (c) => {
    const month = c.req.param("month");
    const report = await store.view((reads) => reads.monthlyReports.get(month));
    if (report?.state === "withdrawn") return c.text(`${monthWords(month)}的报告已撤回。`, 410);
    if (!report || !isPublished(report)) return c.notFound();
    const others = (await published()).flatMap((one) => (one.month === month ? [] : one.month));
    return c.html(
      <PublicDocument title={`${monthWords(month)}向人民报告 · ${station.name}`}>
        <main>
          <MonthlyView page={monthlyPage(report, station, clock.now())} />
          {others.length > 0 && (
            <nav class="months" aria-label="别的月份">
              <h2>别的月份</h2>
              <Months months={others} />
            </nav>
          )}
        </main>
      </PublicDocument>,
    );
  });
  return app;
}

function Months({ months }: { readonly months: readonly string[] }) {
  if (months.length === 0) return <p>还没有。</p>;
  return (
    <ul>
      {months.map((month) => (
        <li>
          <a href={`/report/${month}`}>{monthWords(month)}</a>
        </li>
      ))}
    </ul>
  );
}
