/** @jsxImportSource hono/jsx */
import { Hono } from "hono";
import { endSessions, listSessions } from "../../people/sign-in.ts";
import { cookiesOf } from "./guard.ts";
import { FormToken, Layout } from "./parts/layout.tsx";
import type { OfficerEnv, OfficerParts } from "./parts/me.ts";
import { shortTime } from "./parts/report-row.tsx";

/** Where the officer is signed in; a browser that is not theirs is put out. */
export function createSessions(parts: OfficerParts): Hono<OfficerEnv> {
  const { actions } = parts;
  const cookies = cookiesOf(parts);
  const zone = actions.config.station.timezone;
  const app = new Hono<OfficerEnv>();

  app.get("/sessions", async (c) => {
    const me = c.get("me");
    const now = actions.clock.now();
    const all = await listSessions(actions, me.actor);
    return c.html(
      <Layout title="在哪儿登录着" me={me} at="" back="/officer" said={cookies.said(c)}>
        <section class="card">
          <header>
            <h1>登录着{all.length}处</h1>
          </header>
          <ul class="rows">
            {all.map((one) => (
              <li class="session">
                <span>
                  <b>{one.device}</b>
                  {one.id === me.session.id && <span class="badge good">就是这里</span>}
                  <small>
                    {shortTime(one.openedAt, zone, now)} 登录，{shortTime(one.seenAt, zone, now)} 用过
                  </small>
                </span>
                {one.id !== me.session.id && (
                  <form method="post" action="/officer/sessions/end">
                    <FormToken me={me} />
                    <button type="submit" name="which" value={one.id}>
                      踢下线
                    </button>
                  </form>
                )}
              </li>
            ))}
          </ul>
          <form method="post" action="/officer/sessions/end">
            <FormToken me={me} />
            <button type="submit" name="which" value="all">
              全部退出
            </button>
          </form>
        </section>
      </Layout>,
    );
  });

  app.post("/sessions/end", async (c) => {
    const { which } = await c.req.parseBody();
    const ended = await endSessions(actions, c.get("me").actor, typeof which === "string" ? which : "");
    cookies.say(c, ended > 0 ? "退出了。" : "那一处已经退出了。");
    return c.redirect("/officer/sessions", 303);
  });

  app.post("/sign-out", async (c) => {
    const { actor, session } = c.get("me");
    await endSessions(actions, actor, session.id);
    cookies.dropSession(c);
    return c.redirect("/officer/sign-in", 303);
  });

  return app;
}
