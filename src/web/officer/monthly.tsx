/** @jsxImportSource hono/jsx */
import { readFile } from "node:fs/promises";
import { Hono } from "hono";
import { decideWaiting } from "../../approvals/decide-waiting.ts";
import {
  isPublished,
  type MonthlyMove,
  type MonthlyReport,
  monthlyMoves,
  monthWords,
} from "../../domain/monthly-report.ts";
import { LONGEST_TEXT, monthlyTextNames, monthlyTexts } from "../../domain/monthly-texts.ts";
import { may, rolesFor } from "../../domain/rights.ts";
import { inZone } from "../../lib/time.ts";
import { correctMonthly, withdrawMonthly } from "../../monthly/after-publishing.ts";
import { composeMonthly } from "../../monthly/compose-report.ts";
import { editMonthly, submitMonthly } from "../../monthly/edit-report.ts";
import { lastMonth } from "../../monthly/month-span.ts";
import { monthlyPage } from "../../monthly/monthly-page.ts";
import { monthlyRefusal, monthlyStateWords } from "../../monthly/monthly-words.ts";
import { MonthlyView, PublicDocument } from "../public/monthly-view.tsx";
import { cookiesOf } from "./guard.ts";
import { FormToken, Layout } from "./parts/layout.tsx";
import type { Me, OfficerEnv, OfficerParts } from "./parts/me.ts";
import { shortTime } from "./parts/report-row.tsx";
import { refusalOf } from "./parts/words.ts";

const moveWords: Record<MonthlyMove, string> = {
  compose: "按数据起草",
  edit: "改",
  submit: "送审",
  return: "退回",
  approve: "同意",
  publish: "公开，发到群里",
  correct: "更正",
  withdraw: "撤回",
};

/** 向人民报告, before it is one: a leader writes, looks at it as it will be, names who has seen it, and publishes. */
export function createMonthlyPages(parts: OfficerParts): Hono<OfficerEnv> {
  const { actions } = parts;
  const { store, config, clock } = actions;
  const { timezone } = config.station;
  const cookies = cookiesOf(parts);
  const app = new Hono<OfficerEnv>();
  const pageOf = (report: MonthlyReport) => monthlyPage(report, config.station, clock.now());

  app.use(async (c, next) => {
    if (!may(c.get("me").officer, rolesFor("monthly.see"))) return c.text("月报由所领导写。", 403);
    await next();
  });

  app.get("/", async (c) => {
    const me = c.get("me");
    const reports = [...(await store.monthlyReports.all())].reverse();
    const last = lastMonth(clock.now(), timezone);
    const mayCompose =
      may(me.officer, rolesFor("monthly.edit")) && reports.every(({ month }) => month !== last);
    return c.html(
      <Layout title="月报" me={me} at="/officer/monthly" said={cookies.said(c)}>
        <section class="card">
          <header>
            <h1>向人民报告</h1>
            <span>给大家看的月报，每月第一个工作日起草好</span>
          </header>
          {reports.length === 0 && <p class="empty">还没有。</p>}
          <ul class="rows">
            {reports.map(({ month, state }) => (
              <li>
                <a class="row-link plain" href={`/officer/monthly/${month}`}>
                  <span>{monthWords(month)}</span>
                  <span class="when">{monthlyStateWords[state]}</span>
                </a>
              </li>
            ))}
          </ul>
          {mayCompose && (
            <form method="post" action={`/officer/monthly/${last}/compose`} class="stack">
              <FormToken me={me} />
              <button type="submit" class="primary">
                起草{monthWords(last)}的
              </button>
            </form>
          )}
        </section>
      </Layout>,
    );
  });

  app.get("/:month{\\d{4}-\\d{2}}", async (c) => {
    const me = c.get("me");
    const report = await store.monthlyReports.get(c.req.param("month"));
    if (!report) return c.notFound();
    const { month, state, cleared } = report;
    const officers = await store.officers.all();
    const nameOf = (id: string) =>
      id === "bot" ? "系统" : (officers.find((one) => one.id === id)?.name ?? "");
    const now = clock.now();
    const address = (await store.alerts.get(report.alert ?? ""))?.number;
    return c.html(
      <Layout
        title={monthWords(month)}
        me={me}
        at="/officer/monthly"
        back="/officer/monthly"
        said={cookies.said(c)}
      >
        <section class="card">
          <header>
            <h1>{monthWords(month)}向人民报告</h1>
            <span>{monthlyStateWords[state]}</span>
          </header>
          <ul class="steps">
            {report.steps.map(({ move, at, by, reason }) => (
              <li>
                <time datetime={at}>{shortTime(at, timezone, now)}</time> {nameOf(by)} {moveWords[move]}
                {reason && `：${reason}`}
              </li>
            ))}
            {cleared && (
              <li>
                分局{cleared.by}（{cleared.on}）看过
              </li>
            )}
          </ul>
          <p class="inline">
            <a href={`/officer/monthly/${month}/preview`}>看原样</a>
            <a href={`/officer/monthly/${month}/picture`}>看长图</a>
            {isPublished(report) && config.web.public && <a href={`/report/${month}`}>大家看的</a>}
            {address && <a href={`/officer/alerts/${address}`}>发到哪了</a>}
          </p>
        </section>
        {may(me.officer, rolesFor("monthly.edit")) && (
          <Forms report={report} me={me} today={inZone(now, timezone).format("YYYY-MM-DD")} />
        )}
      </Layout>,
    );
  });

  app.get("/:month{\\d{4}-\\d{2}}/preview", async (c) => {
    const report = await store.monthlyReports.get(c.req.param("month"));
    if (!report) return c.notFound();
    return c.html(
      <PublicDocument title={`${monthWords(report.month)}（原样）`}>
        <main>
          <MonthlyView page={pageOf(report)} />
        </main>
      </PublicDocument>,
    );
  });

  app.get("/:month{\\d{4}-\\d{2}}/picture", async (c) => {
    const report = await store.monthlyReports.get(c.req.param("month"));
    if (!report) return c.notFound();
    const file = await parts.drawPage(pageOf(report));
    return c.body(new Uint8Array(await readFile(file.path)), 200, { "Content-Type": file.mime });
  });

  app.post("/:month{\\d{4}-\\d{2}}/:act", async (c) => {
    const { month, act } = c.req.param();
    const { actor } = c.get("me");
    const form = await c.req.parseBody({ all: true });
    const field = (name: string) =>
      [form[name] ?? ""].flat().map(String)[0]?.replaceAll("\r\n", "\n").trim() ?? "";
    const change = () => ({
      texts: Object.fromEntries(monthlyTexts.map((name) => [name, field(name)])),
      leftOut: [form.leftOut ?? []].flat().map(Number),
    });
    cookies.say(c, await done());
    return c.redirect(
      (await store.monthlyReports.get(month)) ? `/officer/monthly/${month}` : "/officer/monthly",
      303,
    );

    async function done(): Promise<string> {
      switch (act) {
        case "compose":
          return said(await composeMonthly(actions, actor, { month }), "起草好了，数目按现在的。");
        case "edit":
          return said(await editMonthly(actions, actor, { month, ...change() }), "改好了，看看原样。");
        case "submit": {
          const seen = { by: field("by"), on: field("on"), shown: field("shown") === "yes" };
          return said(await submitMonthly(actions, actor, { month, ...seen }), "记下了，等所领导同意。");
        }
        case "correct":
          return said(
            await correctMonthly(actions, actor, { month, reason: field("reason"), ...change() }),
            "更正了。",
          );
        case "withdraw":
          return said(await withdrawMonthly(actions, actor, { month, reason: field("reason") }), "撤回了。");
        case "approve":
        case "return": {
          const verdict = act === "approve" ? "approved" : "returned";
          const named = { kind: "monthly", number: month } as const;
          const result = await decideWaiting(actions, actor, { verdict, named, reason: field("reason") });
          if ("refused" in result) return refusalOf(result);
          return act === "approve" ? "公开了，长图发到居民群。" : "退回了。";
        }
      }
      return "没有这一步。";
    }

    function said(result: { readonly done: unknown } | Parameters<typeof monthlyRefusal>[0], words: string) {
      return "refused" in result ? monthlyRefusal(result, month) : words;
    }
  });

  return app;
}

function Forms({
  report,
  me,
  today,
}: {
  readonly report: MonthlyReport;
  readonly me: Me;
  readonly today: string;
}) {
  const { month, state, cleared } = report;
  const can = (move: MonthlyMove) => (monthlyMoves[move].from as readonly string[]).includes(state);
  const action = (act: string) => `/officer/monthly/${month}/${act}`;
  return (
    <>
      {can("approve") && (
        <section class="card">
          <header>
            <h2>等所领导同意</h2>
          </header>
          <form method="post" action={action("approve")} class="stack">
            <FormToken me={me} />
            <button type="submit" class="primary">
              同意，公开并发到居民群
            </button>
          </form>
          <details>
            <summary>退回去改</summary>
            <form method="post" action={action("return")} class="stack">
              <FormToken me={me} />
              <label>
                原因
                <input name="reason" required maxlength={200} />
              </label>
              <button type="submit">退回</button>
            </form>
          </details>
        </section>
      )}
      {(can("edit") || can("correct")) && (
        <section class="card">
          <header>
            <h2>{can("edit") ? "写的话" : "更正"}</h2>
            <span>不写件数、姓名、门牌</span>
          </header>
          <form method="post" action={action(can("edit") ? "edit" : "correct")} class="stack">
            <FormToken me={me} />
            {can("correct") && (
              <label>
                更正了什么，大家看得到
                <input name="reason" required maxlength={LONGEST_TEXT} />
              </label>
            )}
            {monthlyTexts.map((name) => (
              <label>
                {monthlyTextNames[name]}
                <textarea name={name} rows={3} maxlength={LONGEST_TEXT} data-keep>
                  {report.texts[name] ?? ""}
                </textarea>
              </label>
            ))}
            {report.lines.length > 0 && (
              <fieldset>
                <legend>在群里说过的，勾上的不放</legend>
                {report.lines.map(({ office, text }, i) => (
                  <label class="tick">
                    <input
                      type="checkbox"
                      name="leftOut"
                      value={String(i)}
                      checked={report.leftOut.includes(i)}
                    />{" "}
                    {office}：{text}
                  </label>
                ))}
              </fieldset>
            )}
            <button type="submit">{can("edit") ? "存下" : "更正"}</button>
          </form>
        </section>
      )}
      {can("submit") && (
        <section class="card">
          <header>
            <h2>分局谁看过</h2>
          </header>
          <form method="post" action={action("submit")} class="stack">
            <FormToken me={me} />
            <label>
              部门和姓名
              <input name="by" required maxlength={30} value={cleared?.by ?? ""} />
            </label>
            <label>
              哪天
              <input type="date" name="on" required max={today} value={cleared?.on ?? today} />
            </label>
            <label class="tick">
              <input type="checkbox" name="shown" value="yes" checked={cleared?.shown ?? false} />{" "}
              在报告上写明
            </label>
            <button type="submit" class="primary">
              送审
            </button>
          </form>
        </section>
      )}
      {can("compose") && (
        <details class="card">
          <summary>按现在的数据重新起草</summary>
          <form method="post" action={action("compose")} class="stack">
            <FormToken me={me} />
            <p>写的话留着，数目重新算，要再送审。</p>
            <button type="submit">重新起草</button>
          </form>
        </details>
      )}
      {can("withdraw") && (
        <details class="card">
          <summary>撤回</summary>
          <form method="post" action={action("withdraw")} class="stack">
            <FormToken me={me} />
            <label>
              原因，只在这里和审计里
              <input name="reason" required maxlength={200} />
            </label>
            <button type="submit" class="danger">
              撤回这份报告
            </button>
          </form>
        </details>
      )}
    </>
  );
}
