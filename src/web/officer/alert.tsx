/** @jsxImportSource hono/jsx */
import { readFile } from "node:fs/promises";
import { Hono } from "hono";
import { acknowledgedOf } from "../../alerts/acknowledgements.ts";
import { addresseesOf } from "../../alerts/addressees.ts";
import { AWAITS_OWNER, refusalWords } from "../../alerts/delivery-words.ts";
import { ledgerOf } from "../../alerts/ledger.ts";
import { awaitsOwner } from "../../domain/deliveries.ts";
import { may, rolesFor } from "../../domain/rights.ts";
import { groupName } from "../../people/group-words.ts";
import { alertActDone } from "./alert-acts.ts";
import { AlertForms } from "./alert-forms.tsx";
import { AlertSteps } from "./alert-steps.tsx";
import { cookiesOf } from "./guard.ts";
import { alertCategoryWords, alertStateWords, deliveryWords, severityWords } from "./parts/alert-words.ts";
import { FormToken, Layout } from "./parts/layout.tsx";
import type { OfficerEnv, OfficerParts } from "./parts/me.ts";
import { shortTime } from "./parts/report-row.tsx";

/** One alert: what groups will get to the letter, where it goes, who decided what, and what became of it. */
export function createAlertPage(parts: OfficerParts): Hono<OfficerEnv> {
  const { actions } = parts;
  const { store, config, clock, channels } = actions;
  const { timezone } = config.station;
  const cookies = cookiesOf(parts);
  const app = new Hono<OfficerEnv>();

  app.get("/:number{T\\d{4}-\\d{3,}}", async (c) => {
    const me = c.get("me");
    if (!may(me.officer, rolesFor("alerts.see"))) return c.text("您的角色看不到提示。", 403);
    const number = c.req.param("number");
    const alert = await store.alerts.byNumber(number);
    if (!alert) return c.text("没有这条提示。", 404);
    const now = clock.now();
    const officers = await store.officers.all();
    const goes = await addresseesOf(store, alert, { channels, timezone, now });
    const rows = (await ledgerOf(store, alert)).filter(({ row }) => !row.pictureOf);
    const { counts } = await acknowledgedOf(store, alert, me.officer);
    const read = [...counts.values()].reduce((sum, count) => sum + count, 0);
    const mayPost = may(me.officer, rolesFor("alerts.post"));
    const [word, look] = alertStateWords[alert.state];
    return c.html(
      <Layout
        title={number}
        me={me}
        at="/officer/alerts"
        back="/officer/alerts"
        live="tables=alerts,deliveries"
        said={cookies.said(c)}
      >
        <div class="desk">
          <section class="card about" data-live="about">
            <h1>
              <span class={`badge ${look}`}>{word}</span>
              {alert.drill && <span class="badge soon">演练</span>}
              {alert.title}
            </h1>
            <dl>
              <dt>类别</dt>
              <dd>{alertCategoryWords[alert.category]}</dd>
              <dt>轻重</dt>
              <dd>{severityWords[alert.severity]}</dd>
              <dt>发给</dt>
              <dd>
                {goes.sent.length}个群{goes.byHand.length > 0 && `，另${goes.byHand.length}个要手工发`}
                {goes.unconfirmed.length > 0 && `，${goes.unconfirmed.length}个没确认不发`}
                <details>
                  <summary>看名单</summary>
                  {[...goes.sent, ...goes.byHand].map(groupName).join("、") || "没有群"}
                </details>
              </dd>
              {alert.expires && (
                <>
                  <dt>有效到</dt>
                  <dd>{shortTime(alert.expires, timezone, now)}</dd>
                </>
              )}
            </dl>
            <AlertSteps alert={alert} officers={officers} zone={timezone} now={now} />
            <AlertForms alert={alert} me={me} count={goes.sent.length + goes.byHand.length} rows={rows} />
          </section>
          <section class="acts preview" aria-label="群里看到的">
            <h2>群里看到的</h2>
            <pre>{alert.text}</pre>
            {alert.poster && (
              <img src={`/officer/alerts/${number}/poster`} alt={`海报：${alert.title}`} loading="lazy" />
            )}
          </section>
          {rows.length > 0 && (
            <section class="card" data-live="ledger" aria-label="发到哪了">
              <header>
                <h2>发到哪了</h2>
                <span>
                  {rows.length}个群{alert.acknowledge && `，${read}人回了「收到」`}
                </span>
              </header>
              <ul class="rows">
                {rows.map(({ row, name }) => {
                  const { id, state, doneAt, refusal } = row;
                  const [usual, badge] = deliveryWords[state];
                  const word = awaitsOwner(row) ? AWAITS_OWNER : usual;
                  return (
                    <li class="item" id={id}>
                      <span>{name}</span>
                      <span>
                        {counts.has(id) && <small class="hint">{counts.get(id)}人收到 </small>}
                        <span class={`badge ${badge}`}>{word}</span>{" "}
                        {doneAt && <time datetime={doneAt}>{shortTime(doneAt, timezone, now)}</time>}
                        {refusal && state !== "sent" && (
                          <small class="hint"> {refusalWords[refusal] ?? refusal}</small>
                        )}
                      </span>
                      {state === "unknown" && !awaitsOwner(row) && mayPost && (
                        <form method="post" action={`/officer/alerts/${number}/settle`}>
                          <FormToken me={me} />
                          <input type="hidden" name="delivery" value={id} />
                          <button type="submit" name="arrived" value="yes">
                            到了
                          </button>
                          <button type="submit" name="arrived" value="no">
                            没到
                          </button>
                        </form>
                      )}
                    </li>
                  );
                })}
              </ul>
            </section>
          )}
        </div>
      </Layout>,
    );
  });

  app.get("/:number{T\\d{4}-\\d{3,}}/poster", async (c) => {
    if (!may(c.get("me").officer, rolesFor("alerts.see"))) return c.notFound();
    const alert = await store.alerts.byNumber(c.req.param("number"));
    const file = alert?.poster && (await parts.poster(alert.id));
    if (!file) return c.notFound();
    return c.body(new Uint8Array(await readFile(file.path)), 200, { "Content-Type": file.mime });
  });

  app.post("/:number{T\\d{4}-\\d{3,}}/:act", async (c) => {
    const { number, act } = c.req.param();
    const { actor } = c.get("me");
    const form = await c.req.parseBody();
    const reason = typeof form.reason === "string" ? form.reason.trim() : "";
    cookies.say(c, await alertActDone(actions, actor, { number, act, form, reason }));
    return c.redirect(`/officer/alerts/${number}`, 303);
  });

  return app;
}
