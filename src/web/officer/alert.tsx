/** @jsxImportSource hono/jsx */
import { readFile } from "node:fs/promises";
import { Hono } from "hono";
import { acknowledgedOf } from "../../alerts/acknowledgements.ts";
import { addresseesOf } from "../../alerts/addressees.ts";
import { correctAlert } from "../../alerts/correct-alert.ts";
import { dropDraft } from "../../alerts/drafts.ts";
import { decideUnknown, type LedgerRow, ledgerOf, resendAlert } from "../../alerts/ledger.ts";
import { sendAlertNow } from "../../alerts/send-now.ts";
import { submitAlert } from "../../alerts/submit-alert.ts";
import { decideWaiting } from "../../approvals/decide-waiting.ts";
import type { Alert } from "../../domain/alerts.ts";
import type { Verdict } from "../../domain/approvals.ts";
import type { Officer } from "../../domain/people.ts";
import { may, rolesFor } from "../../domain/rights.ts";
import { groupName } from "../../people/group-words.ts";
import { cookiesOf } from "./guard.ts";
import { alertCategoryWords, alertStateWords, deliveryWords, severityWords } from "./parts/alert-words.ts";
import { FormToken, Layout } from "./parts/layout.tsx";
import type { Me, OfficerEnv, OfficerParts } from "./parts/me.ts";
import { shortTime } from "./parts/report-row.tsx";
import { refusalOf } from "./parts/words.ts";

const verdicts: Record<string, Verdict> = { approve: "approved", return: "returned", refuse: "refused" };
const moves: Readonly<Record<string, string>> = {
  submit: "送审",
  "submit-file": "送审",
  approve: "同意",
  return: "退回",
  reject: "不同意",
  "send-at-once": "先发后审",
  broadcast: "开始发",
  complete: "发完",
  cancel: "取消",
  expire: "过了时间",
};

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
            <Steps alert={alert} officers={officers} zone={timezone} now={now} />
            <Forms alert={alert} me={me} count={goes.sent.length + goes.byHand.length} rows={rows} />
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
                {rows.map(({ row: { id, state, doneAt, refusal }, name }) => {
                  const [word, badge] = deliveryWords[state];
                  return (
                    <li class="item" id={id}>
                      <span>{name}</span>
                      <span>
                        {counts.has(id) && <small class="hint">{counts.get(id)}人收到 </small>}
                        <span class={`badge ${badge}`}>{word}</span>{" "}
                        {doneAt && <time datetime={doneAt}>{shortTime(doneAt, timezone, now)}</time>}
                        {refusal && state !== "sent" && <small class="hint"> {refusal}</small>}
                      </span>
                      {state === "unknown" && mayPost && (
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
    cookies.say(c, await done());
    return c.redirect(`/officer/alerts/${number}`, 303);

    async function done(): Promise<string> {
      switch (act) {
        case "correct":
        case "cancel": {
          const kind = act === "correct" ? "Update" : "Cancel";
          const result = await correctAlert(actions, actor, { number, kind, words: reason });
          if ("refused" in result) return refusalOf(result);
          const { done, asked, reached } = result;
          const names = asked.map(({ name }) => name).join("、");
          const next = names ? `送审了，等${names}批` : "发出去了";
          return `${done.number} ${next}，到收过这条的${reached}个群。`;
        }
        case "resend": {
          const result = await resendAlert(actions, actor, { number });
          return "refused" in result ? refusalOf(result) : `再发${result.groups.length}个群。`;
        }
        case "send-now": {
          const result = await sendAlertNow(actions, actor, { number });
          return "refused" in result ? refusalOf(result) : `马上发${result.groups}个群。`;
        }
        case "settle": {
          const [delivery, arrived] = [String(form.delivery ?? ""), form.arrived === "yes"];
          const result = await decideUnknown(actions, actor, { number, arrived, groups: [], delivery });
          return "refused" in result ? refusalOf(result) : "记下了。";
        }
      }
      if (act === "submit") {
        const submitted = await submitAlert(actions, actor, { number });
        if ("refused" in submitted) return refusalOf(submitted);
        return `送审了，等${submitted.asked.map(({ name }) => name).join("、")}批。`;
      }
      if (act === "drop") {
        const dropped = await dropDraft(actions, actor, { number, ...(reason ? { reason } : {}) });
        return "refused" in dropped ? refusalOf(dropped) : "取消了，不发。";
      }
      const verdict = verdicts[act];
      if (!verdict) return "没有这一步。";
      const decided = await decideWaiting(actions, actor, {
        verdict,
        named: { kind: "alert", number },
        reason,
      });
      if ("refused" in decided) return refusalOf(decided);
      return {
        approved: "同意了。",
        returned: "退回了，写的人会看到原因。",
        refused: "不发了，写的人会看到原因。",
      }[verdict];
    }
  });

  return app;
}

function Steps(props: {
  readonly alert: Alert;
  readonly officers: readonly Officer[];
  readonly zone: string;
  readonly now: Date;
}) {
  const { alert, officers, zone, now } = props;
  const nameOf = (id: string | undefined) => officers.find((one) => one.id === id)?.name ?? "";
  return (
    <ul class="steps">
      {alert.author && <li>{nameOf(alert.author)} 写</li>}
      {(alert.steps ?? []).flatMap(({ move, at, by, reason }) => {
        const word = moves[move];
        return word ? (
          <li>
            <time datetime={at}>{shortTime(at, zone, now)}</time> {nameOf(by)} {word}
            {reason && `：${reason}`}
          </li>
        ) : (
          []
        );
      })}
    </ul>
  );
}

function Forms(props: {
  readonly alert: Alert;
  readonly me: Me;
  readonly count: number;
  readonly rows: readonly LedgerRow[];
}) {
  const { alert, me, count, rows } = props;
  const isSent = alert.state === "broadcasting" || alert.state === "completed";
  const mayWrite = may(me.officer, rolesFor("alerts.write"));
  const failed = rows.filter(({ row }) => row.state === "failed").length;
  const waiting = rows.some(({ row }) => row.state === "pending");
  const isOwn = alert.author === me.officer.id;
  const action = (act: string) => `/officer/alerts/${alert.number}/${act}`;
  return (
    <div class="inline">
      {isOwn && (alert.state === "draft" || alert.state === "returned") && (
        <form method="post" action={action("submit")}>
          <FormToken me={me} />
          <button type="submit" class="primary">
            送审
          </button>
        </form>
      )}
      {alert.state === "pending-approval" && !isOwn && may(me.officer, rolesFor("approvals.decide")) && (
        <>
          <form method="post" action={action("approve")}>
            <FormToken me={me} />
            <button type="submit" class="primary">
              同意，发{count}个群
            </button>
          </form>
          <details>
            <summary>退回或不发</summary>
            <form method="post" action={action("return")} class="stack">
              <FormToken me={me} />
              <label>
                原因，写的人会看到
                <input name="reason" required maxlength={200} />
              </label>
              <button type="submit">退回去改</button>
              <button type="submit" class="danger" formaction={action("refuse")}>
                不发
              </button>
            </form>
          </details>
        </>
      )}
      {isOwn && ["draft", "returned", "pending-approval", "approved"].includes(alert.state) && (
        <form method="post" action={action("drop")}>
          <FormToken me={me} />
          <button type="submit" class="danger">
            取消这条
          </button>
        </form>
      )}
      {isSent && mayWrite && (
        <>
          {failed > 0 && (
            <form method="post" action={action("resend")}>
              <FormToken me={me} />
              <button type="submit">没发到的{failed}个群再发</button>
            </form>
          )}
          {waiting && alert.severity === "Severe" && may(me.officer, rolesFor("alerts.send-now")) && (
            <form method="post" action={action("send-now")}>
              <FormToken me={me} />
              <button type="submit">夜里也现在发</button>
            </form>
          )}
          <details>
            <summary>更正或撤回</summary>
            <form method="post" action={action("correct")} class="stack">
              <FormToken me={me} />
              <label>
                现在是怎样；撤回的话写原因
                <input name="reason" maxlength={300} />
              </label>
              <button type="submit">发更正</button>
              <button type="submit" class="danger" formaction={action("cancel")}>
                撤回这条
              </button>
            </form>
          </details>
        </>
      )}
    </div>
  );
}
