/** @jsxImportSource hono/jsx */
import { Hono } from "hono";
import { showableLine } from "../../domain/showable.ts";
import { missingAnswers } from "../../handbook/missing-answers.ts";
import { Layout } from "./parts/layout.tsx";
import type { OfficerEnv, OfficerParts } from "./parts/me.ts";

/** Characters of a question. */
const SHOWN = 120;

/** What residents asked and the handbook has no answer to. */
export function createHandbookPage({ actions }: OfficerParts): Hono<OfficerEnv> {
  const app = new Hono<OfficerEnv>();
  app.get("/", async (c) => {
    const me = c.get("me");
    const missing = await missingAnswers(actions, me.actor);
    if ("refused" in missing) return c.text("您的角色看不到手册。", 403);
    return c.html(
      <Layout title="手册" me={me} at="/officer/handbook" live="tables=reports">
        <section class="card" data-live="missing">
          <header>
            <h1>没有答案的{missing.done.length}问</h1>
            <span>这个月和上个月问的；答案写进 handbook 文件夹</span>
          </header>
          {missing.done.length === 0 && <p class="empty">问手册的都有答案。</p>}
          <ul class="rows">
            {missing.done.map(({ number, question }) => (
              <li>
                <a class="row-link plain" href={`/officer/reports/${number}`}>
                  <span>{showableLine(question, SHOWN)}</span>
                  <span class="when">{number}</span>
                </a>
              </li>
            ))}
          </ul>
        </section>
      </Layout>,
    );
  });
  return app;
}
