/** @jsxImportSource hono/jsx */
import { Hono } from "hono";
import { may, rolesFor } from "../../domain/rights.ts";
import { beginningOf, inZone } from "../../lib/time.ts";
import { type AuditRow, auditOfOfficer, auditOfReport } from "../../reports/audit-view.ts";
import { auditWords } from "../../reports/audit-words.ts";
import { Layout } from "./parts/layout.tsx";
import type { OfficerEnv, OfficerParts } from "./parts/me.ts";
import { shortTime } from "./parts/report-row.tsx";
import { refusalOf } from "./parts/words.ts";

/** Days back that are looked at of an officer. */
const DAYS = 31;

/** Who read and did what: of one report, or of one officer in the last month. To look is in the audit, too. */
export function createAuditPage({ actions }: OfficerParts): Hono<OfficerEnv> {
  const { store, config, clock } = actions;
  const { timezone } = config.station;
  const app = new Hono<OfficerEnv>();

  app.get("/", async (c) => {
    const me = c.get("me");
    if (!may(me.officer, rolesFor("audit.read"))) return c.text("您的角色看不到审计。", 403);
    const now = clock.now();
    const number = (c.req.query("report") ?? "").trim().toUpperCase();
    const officer = await store.officers.get(c.req.query("officer") ?? "");
    const from = beginningOf(inZone(now, timezone).subtract(DAYS, "day"), timezone).toISOString();
    const found = number
      ? await auditOfReport(actions, me.actor, { number })
      : officer
        ? await auditOfOfficer(actions, me.actor, { officer, from })
        : undefined;
    const all = await store.officers.all();
    return c.html(
      <Layout title="审计" me={me} at="/officer/audit">
        <h1 class="hidden">审计</h1>
        <form class="filters" method="get">
          <label>
            哪一件
            <input name="report" value={number} placeholder="R2611-0042" maxlength={20} />
          </label>
          <button type="submit">看</button>
        </form>
        <form class="filters" method="get">
          <label>
            哪一位，这{DAYS}天
            <select name="officer">
              {all.map(({ id, name, revokedAt }) => (
                <option value={id} selected={id === officer?.id}>
                  {revokedAt ? `${name}（已停用）` : name}
                </option>
              ))}
            </select>
          </label>
          <button type="submit">看</button>
        </form>
        {found && (
          <section class="card">
            {"refused" in found ? (
              <p class="empty">{refusalOf(found)}</p>
            ) : (
              <Rows rows={found.rows} zone={timezone} now={now} />
            )}
          </section>
        )}
      </Layout>,
    );
  });

  return app;
}

function Rows({
  rows,
  zone,
  now,
}: {
  readonly rows: readonly AuditRow[];
  readonly zone: string;
  readonly now: Date;
}) {
  if (rows.length === 0) return <p class="empty">没有记录。</p>;
  return (
    <ul class="rows">
      {rows.map(({ entry, number, who }) => (
        <li class="item">
          <span>
            {who} {auditWords[entry.action] ?? entry.action}{" "}
            {number && <a href={`/officer/reports/${number}`}>{number}</a>}
          </span>
          <time datetime={entry.at}>{shortTime(entry.at, zone, now)}</time>
        </li>
      ))}
    </ul>
  );
}
