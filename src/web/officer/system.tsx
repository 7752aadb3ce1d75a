/** @jsxImportSource hono/jsx */
import { Hono } from "hono";
import { offsetWords } from "../../domain/clock-fault.ts";
import { may, rolesFor } from "../../domain/rights.ts";
import { channelLabel } from "../../operators/index.ts";
import { Layout } from "./parts/layout.tsx";
import type { OfficerEnv, OfficerParts } from "./parts/me.ts";
import { shortTime } from "./parts/report-row.tsx";

/** How the bot itself is doing: accounts, what waits to be sent, the store. */
export function createSystemPage({ actions, outbox, version }: OfficerParts): Hono<OfficerEnv> {
  const { channels, store, clock, config } = actions;
  const app = new Hono<OfficerEnv>();
  app.get("/", async (c) => {
    const me = c.get("me");
    if (!may(me.officer, rolesFor("bot.watch"))) return c.text("您的角色看不到系统。", 403);
    const now = clock.now();
    const at = (when: Date | undefined) =>
      when ? shortTime(when.toISOString(), config.station.timezone, now) : "没有";
    const accounts = outbox.status();
    const unknown = await store.deliveries.inStates(["unknown"]);
    const { writable, fault } = store.health();
    return c.html(
      <Layout title="系统" me={me} at="/officer/system" live="tables=deliveries">
        <section class="card" data-live="channels">
          <header>
            <h1>渠道</h1>
          </header>
          <ul class="rows">
            {[...channels.values()].map((channel) => {
              const { online, since, lastIn, lastOut, friends, clockOffset } = channel.health();
              const queued = accounts.get(channel.name)?.queued;
              const waiting = queued ? queued.answers + queued.notices + queued.broadcasts : 0;
              return (
                <li class="item">
                  <div>
                    <b>{channelLabel(channel, channels.values())}</b>
                    <span class="badges">
                      <span class={online ? "badge good" : "badge bad"}>{online ? "在线" : "掉线"}</span>
                    </span>
                    <p class="hint">
                      {at(since)}起；最近收{at(lastIn)}，发{at(lastOut)}；排队{waiting}条
                      {friends ? `；好友${friends.count}/${friends.limit}` : ""}
                      {clockOffset === undefined ? "" : `；电脑时间${offsetWords(clockOffset)}，请校准`}
                    </p>
                  </div>
                </li>
              );
            })}
          </ul>
          {unknown.length > 0 && <p>有{unknown.length}条不知发没发出去，请到群里看一眼。</p>}
        </section>
        <section class="card" data-live="store">
          <header>
            <h1>存储</h1>
          </header>
          <p>{writable ? "正常" : fault === "disk-full" ? "硬盘满了，请腾空间" : "写不进去，请看日志"}</p>
          <p class="hint">
            {config.backup ? `每天备份到 ${config.backup.dir}，留${config.backup.keep}份` : "没有设每天备份"}
            ；版本 {version}，Node.js {process.versions.node}
          </p>
        </section>
      </Layout>,
    );
  });
  return app;
}
