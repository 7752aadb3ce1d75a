/** @jsxImportSource hono/jsx */
import { Hono } from "hono";
import { mayInLedger } from "../../../domain/ledger-rights.ts";
import { ledgerOverview } from "../../../ledgers/find-entries.ts";
import { cookiesOf } from "../guard.ts";
import { Layout } from "../parts/layout.tsx";
import type { OfficerEnv, OfficerParts } from "../parts/me.ts";
import { AT } from "./words.ts";

/** All ledgers in use, and what is open in each. */
export function createLedgerOverview(parts: OfficerParts): Hono<OfficerEnv> {
  const { actions } = parts;
  const cookies = cookiesOf(parts);
  const app = new Hono<OfficerEnv>();
  app.get("/", async (c) => {
    const me = c.get("me");
    const rows = await ledgerOverview(actions, me.actor);
    return c.html(
      <Layout title="台账" me={me} at={AT} live="tables=ledgerEntries" said={cookies.said(c)}>
        <section class="card" data-live="ledgers">
          <header>
            <h1>台账</h1>
            <span>{rows.length === 0 ? "" : `在用${rows.length}个`}</span>
          </header>
          {rows.length === 0 && <p class="empty">还没有在用的台账，写在 ledgers 文件夹里。</p>}
          <ul class="rows">
            {rows.map(({ ledger, open, late, subjects }) => (
              <li class="item">
                <a class="plain" href={`${AT}/${ledger.id}`}>
                  <b>{ledger.title}</b>
                  <span class="words">
                    {open > 0 && `${open}条没办完 `}
                    {subjects > 0 && `${subjects}个该办 `}
                    {open + subjects === 0 && "没有要办的"}
                    {late > 0 && <span class="badge bad">{late}条过期</span>}
                  </span>
                </a>
                {mayInLedger(me.officer, ledger, "write") && (
                  <a class="button" href={`${AT}/${ledger.id}/new`} aria-label={`记一条${ledger.title}`}>
                    记一条
                  </a>
                )}
              </li>
            ))}
          </ul>
        </section>
      </Layout>,
    );
  });
  return app;
}
