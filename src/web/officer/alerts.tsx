/** @jsxImportSource hono/jsx */
import { Hono } from "hono";
import { alertMonth, type MonthSlot } from "../../alerts/alert-month.ts";
import { draftAlert } from "../../alerts/drafts.ts";
import { openPostings } from "../../alerts/posting-book.ts";
import { tickPosting } from "../../alerts/tick-posting.ts";
import type { AlertState } from "../../domain/alert-moves.ts";
import type { Alert } from "../../domain/alerts.ts";
import { openItems } from "../../domain/postings.ts";
import { may, rolesFor } from "../../domain/rights.ts";
import { inZone } from "../../lib/time.ts";
import { cookiesOf } from "./guard.ts";
import { alertStateWords, slotWords } from "./parts/alert-words.ts";
import { FormToken, Layout } from "./parts/layout.tsx";
import type { OfficerEnv, OfficerParts } from "./parts/me.ts";
import { Tomorrow } from "./parts/tomorrow.tsx";
import { refusalOf } from "./parts/words.ts";

const unfinished: readonly AlertState[] = [
  "pending-approval",
  "draft",
  "returned",
  "approved",
  "broadcasting",
];
const WEEKDAYS = "一二三四五六日";
/** Alerts in the list of what is not finished. */
const MOST = 50;

/** Alerts: what waits, what was and will be sent in a month, and a form for a new one. */
export function createAlertsPage(parts: OfficerParts): Hono<OfficerEnv> {
  const { actions } = parts;
  const { config, clock, store } = actions;
  const { timezone } = config.station;
  const cookies = cookiesOf(parts);
  const app = new Hono<OfficerEnv>();

  app.get("/", async (c) => {
    const me = c.get("me");
    const now = inZone(clock.now(), timezone);
    const month = /^\d{4}-(?:0[1-9]|1[0-2])$/.exec(c.req.query("month") ?? "")?.[0] ?? now.format("YYYY-MM");
    const shown = await alertMonth(actions, me.actor, { month });
    if ("refused" in shown) return c.text("您的角色看不到提示。", 403);
    const postings = await Promise.all(
      (await openPostings(store, me.officer, clock.now())).map(async (posting) => ({
        posting,
        text: (await store.deliveries.get(posting.items[0]?.delivery ?? ""))?.text ?? posting.title,
      })),
    );
    const open = await store.alerts.inStates(unfinished, MOST);
    return c.html(
      <Layout
        title="提示"
        me={me}
        at="/officer/alerts"
        live="tables=alerts,slots,plans"
        said={cookies.said(c)}
      >
        <h1 class="hidden">提示</h1>
        {open.length > 0 && (
          <section class="card" data-live="open">
            <header>
              <h2>没发完的{open.length}条</h2>
            </header>
            <ul class="rows">
              {open.map((alert) => (
                <AlertRow alert={alert} />
              ))}
            </ul>
          </section>
        )}
        {postings.map(({ posting, text }) => (
          <section class="card" data-live={`posting-${posting.id}`} aria-label={`手工发：${posting.title}`}>
            <header>
              <h2>要手工发的：{posting.title}</h2>
            </header>
            <textarea class="ready" readonly rows={4} aria-label="原样">
              {text}
            </textarea>
            <button type="button" class="copy" hidden>
              复制
            </button>
            <form method="post" action="/officer/alerts/posted">
              <FormToken me={me} />
              <ul class="rows">
                {openItems(posting).map(({ number, name, doubtful }) => (
                  <li class="item">
                    <label class="tick">
                      <input type="checkbox" name="numbers" value={String(number)} /> {number} {name}
                      {doubtful && <span class="badge soon">可能到了，先看一眼</span>}
                    </label>
                  </li>
                ))}
              </ul>
              <button type="submit">勾上的发好了</button>
            </form>
          </section>
        ))}
        <Tomorrow actions={actions} actor={me.actor} beside={<span>原样和海报在编号里</span>} />
        <Month slots={shown.done} month={month} timezone={timezone} />
        {may(me.officer, rolesFor("alerts.write")) && (
          <details class="card">
            <summary>写一条</summary>
            <form method="post" action="/officer/alerts" class="stack">
              <FormToken me={me} />
              <label for="text">第一行是标题，下面写一件要做的事。落款自动加上。</label>
              <textarea id="text" name="text" rows={6} maxlength={600} required data-keep />
              <button type="submit" class="primary">
                存成草稿，看原样
              </button>
            </form>
          </details>
        )}
      </Layout>,
    );
  });

  app.post("/posted", async (c) => {
    const { numbers } = await c.req.parseBody({ all: true });
    const ticked = [numbers ?? []].flat().map(Number).filter(Number.isInteger);
    const result =
      ticked.length > 0 ? await tickPosting(actions, c.get("me").actor, { numbers: ticked }) : undefined;
    const said = !result
      ? "没有勾哪个群。"
      : "done" in result
        ? `记下了${result.done.length}个群，还有${result.left.length}个没发。`
        : "没有记下，请刷新再勾。";
    cookies.say(c, said);
    return c.redirect("/officer/alerts", 303);
  });

  app.post("/", async (c) => {
    const { text } = await c.req.parseBody();
    const typed = typeof text === "string" ? text.replaceAll("\r\n", "\n") : "";
    const drafted = await draftAlert(actions, c.get("me").actor, { typed });
    if ("refused" in drafted) {
      cookies.say(c, refusalOf(drafted));
      return c.redirect("/officer/alerts", 303);
    }
    return c.redirect(`/officer/alerts/${drafted.done.number}`, 303);
  });

  return app;
}

function AlertRow({ alert }: { readonly alert: Alert }) {
  const [word, look] = alertStateWords[alert.state];
  return (
    <li>
      <a class="row-link" href={`/officer/alerts/${alert.number}`}>
        <span class="badges">
          <span class={`badge ${look}`}>{word}</span>
        </span>
        <span class="what">
          <b>
            {alert.number} {alert.title}
          </b>
        </span>
      </a>
    </li>
  );
}

function Month(props: {
  readonly slots: readonly MonthSlot[];
  readonly month: string;
  readonly timezone: string;
}) {
  const { slots, month } = props;
  const first = new Date(`${month}-01T00:00:00Z`);
  const blank = (first.getUTCDay() + 6) % 7;
  const days = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  const other = (by: number) =>
    new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + by, 1)).toISOString().slice(0, 7);
  return (
    <section class="card" data-live="month">
      <header>
        <h2>
          {Number(month.slice(0, 4))}年{Number(month.slice(5))}月
        </h2>
        <span>
          <a href={`/officer/alerts?month=${other(-1)}`}>上月</a>
          {"　"}
          <a href={`/officer/alerts?month=${other(1)}`}>下月</a>
        </span>
      </header>
      <p class="badges legend">
        {Object.values(slotWords).map(([word, look]) => (
          <span class={`badge ${look}`}>{word}</span>
        ))}
      </p>
      <ol class="month">
        {Array.from(WEEKDAYS, (name) => (
          <li class="weekday" aria-hidden="true">
            {name}
          </li>
        ))}
        {Array.from({ length: blank }, () => (
          <li class="blank" aria-hidden="true" />
        ))}
        {Array.from({ length: days }, (_, index) => {
          const day = `${month}-${String(index + 1).padStart(2, "0")}`;
          const mine = slots.filter((slot) => slot.day === day);
          return (
            <li class={mine.length === 0 ? "none" : ""}>
              <span class="day">{index + 1}</span>
              {mine.map(({ schedule, state, number, title }) => {
                const [word, look] = slotWords[state];
                const text = `${title ?? schedule}`;
                return number ? (
                  <a class={`badge ${look}`} href={`/officer/alerts/${number}`} title={word}>
                    {text}
                  </a>
                ) : (
                  <span class={`badge ${look}`} title={word}>
                    {text}
                  </span>
                );
              })}
            </li>
          );
        })}
      </ol>
    </section>
  );
}
