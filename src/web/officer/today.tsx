/** @jsxImportSource hono/jsx */
import { Hono } from "hono";
import { closedStatuses, openStatuses, type Status } from "../../domain/reports.ts";
import { beginningOf, inZone } from "../../lib/time.ts";
import { channelLabel } from "../../operators/index.ts";
import { dutyAt } from "../../people/index.ts";
import { dueReports } from "../../reports/due-reports.ts";
import { countReports, findReports } from "../../reports/find-reports.ts";
import { cookiesOf } from "./guard.ts";
import { FormToken, Layout } from "./parts/layout.tsx";
import type { OfficerEnv, OfficerParts } from "./parts/me.ts";
import { Row } from "./parts/report-row.tsx";
import { Tomorrow } from "./parts/tomorrow.tsx";

/** Urgent reports and one's own that stand on the page; a link leads to the rest. */
const SHOWN = 8;

/** What needs somebody today. */
export function createToday(parts: OfficerParts): Hono<OfficerEnv> {
  const { actions } = parts;
  const { config, clock, store, channels } = actions;
  const { timezone } = config.station;
  const cookies = cookiesOf(parts);
  const app = new Hono<OfficerEnv>();

  app.get("/", async (c) => {
    const me = c.get("me");
    const now = clock.now();
    const today = inZone(now, timezone).startOf("day");
    const from = beginningOf(today, timezone).toISOString();
    const tonight = beginningOf(today.add(36, "hour").startOf("day"), timezone);
    const month = beginningOf(today.startOf("month"), timezone).toISOString();
    const [urgent, late, near, mine, received, waiting, ofMonth] = await Promise.all([
      findReports(actions, me.actor, {
        whose: "all",
        filter: { statuses: openStatuses, priority: "urgent" },
        order: "to-do",
        limit: SHOWN,
      }),
      dueReports(actions, me.actor, { whose: "near", late: true, limit: 0 }),
      dueReports(actions, me.actor, { whose: "near", late: false, limit: 200 }),
      dueReports(actions, me.actor, { whose: "mine", late: false, limit: SHOWN }),
      countReports(actions, me.actor, { from }),
      countReports(actions, me.actor, { statuses: ["received"] }),
      countReports(actions, me.actor, { from: month }),
    ]);
    const sum = (counted: Awaited<ReturnType<typeof countReports>>, statuses?: readonly Status[]) =>
      "counts" in counted
        ? counted.counts
            .filter(({ status }) => !statuses || statuses.includes(status))
            .reduce((all, { count }) => all + count, 0)
        : 0;
    const dueToday =
      "rows" in near ? near.rows.filter(({ due }) => due && due.at > now && due.at < tonight).length : 0;
    const duty = await dutyAt(store, actions, now);
    const tiles = [
      { count: sum(received), name: "今天新收", href: "/officer/reports?whose=all&state=any", look: "" },
      { count: sum(waiting), name: "待接手", href: "/officer/reports?whose=all&state=waiting", look: "" },
      { count: dueToday, name: "今天到期", href: "/officer/reports?due=today", look: "soon" },
      {
        count: "late" in late ? late.late : 0,
        name: "已超期",
        href: "/officer/reports?due=late",
        look: "bad",
      },
      {
        count: sum(ofMonth, closedStatuses),
        name: "本月收的办完了",
        href: "/officer/reports?whose=all&state=closed",
        look: "good",
      },
    ];
    return c.html(
      <Layout
        title="今天"
        me={me}
        at="/officer"
        live="tables=reports,slots,plans,duties,alerts"
        said={cookies.said(c)}
      >
        <h1 class="hidden">今天</h1>
        <div data-live="urgent">
          {"rows" in urgent &&
            urgent.rows.map(({ report, words, holder }) => (
              <section class="card urgent" aria-label={`急件 ${report.number}`}>
                <a class="plain" href={`/officer/reports/${report.number}`}>
                  <span class="badge bad">急件</span>
                  <b>{report.number}</b> {report.place ?? report.office ?? ""}
                  <span class="words">{words ?? ""}</span>
                </a>
                {holder ? (
                  <span class="hint">{holder}在办</span>
                ) : (
                  <>
                    <time class="running" data-since={report.receivedAt}>
                      {sinceWords(now.getTime() - Date.parse(report.receivedAt))}
                    </time>
                    <form method="post" action={`/officer/reports/${report.number}/take`}>
                      <FormToken me={me} />
                      <button type="submit" class="primary">
                        接手
                      </button>
                    </form>
                  </>
                )}
              </section>
            ))}
        </div>
        <ul class="tiles" data-live="tiles">
          {tiles.map(({ count, name, href, look }) => (
            <li>
              <a href={href}>
                <b class={`count ${count > 0 ? look : ""}`}>{count}</b>
                {name}
              </a>
            </li>
          ))}
        </ul>
        <div class="halves">
          <section class="card" data-live="mine">
            <header>
              <h2>我的反映</h2>
              <a href="/officer/reports?whose=mine">全部{"total" in mine ? mine.total : 0}件</a>
            </header>
            {"rows" in mine && mine.rows.length > 0 ? (
              <ul class="rows">
                {mine.rows.map((row) => (
                  <Row row={row} zone={timezone} now={now} />
                ))}
              </ul>
            ) : (
              <p class="empty">手上没有没办完的。</p>
            )}
          </section>
          <div>
            <Tomorrow actions={actions} actor={me.actor} beside={<a href="/officer/alerts">全部</a>} />
            <section class="card" data-live="duty">
              <header>
                <h2>值班和渠道</h2>
              </header>
              <p>值班：{duty.onDuty.map(({ officer }) => officer.name).join("、") || "没有人"}</p>
              <ul>
                {[...channels.values()].map((channel) => {
                  const { online } = channel.health();
                  return (
                    <li>
                      <span class={online ? "badge good" : "badge bad"}>{online ? "在线" : "掉线"}</span>{" "}
                      {channelLabel(channel, channels.values())}
                    </li>
                  );
                })}
              </ul>
            </section>
          </div>
        </div>
      </Layout>,
    );
  });
  return app;
}

/** `01:12`, and with hours where there are some. */
function sinceWords(ms: number): string {
  const seconds = Math.max(Math.floor(ms / 1_000), 0);
  const two = (value: number) => String(value).padStart(2, "0");
  const hours = Math.floor(seconds / 3_600);
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
}
