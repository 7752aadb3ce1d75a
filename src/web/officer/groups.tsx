/** @jsxImportSource hono/jsx */
import { Hono } from "hono";
import { type Group, groupKinds, isMuted } from "../../domain/groups.ts";
import { isStale } from "../../outbox/address-validity.ts";
import { confirmGroup } from "../../people/confirm-group.ts";
import { describedGroup, groupName } from "../../people/group-words.ts";
import { listGroups } from "../../people/list-groups.ts";
import { removeGroup } from "../../people/remove-group.ts";
import { cookiesOf } from "./guard.ts";
import { FormToken, Layout } from "./parts/layout.tsx";
import type { OfficerEnv, OfficerParts } from "./parts/me.ts";
import { refusalOf } from "./parts/words.ts";

const kindNames = { community: "居民群", officers: "民警群" } as const;

/** The groups that the bot serves, or could: an admin confirms, changes and removes them. */
export function createGroupsPage(parts: OfficerParts): Hono<OfficerEnv> {
  const { actions } = parts;
  const { config, channels, clock } = actions;
  const cookies = cookiesOf(parts);
  const app = new Hono<OfficerEnv>();

  app.get("/", async (c) => {
    const me = c.get("me");
    const listed = await listGroups(actions, me.actor);
    if ("refused" in listed) return c.text("您的角色看不到群。", 403);
    const now = clock.now();
    return c.html(
      <Layout title="群" me={me} at="/officer/groups" live="tables=groups" said={cookies.said(c)}>
        <section class="card" data-live="groups">
          <header>
            <h1>{listed.done.length}个群</h1>
            <span>没确认的群什么也不发</span>
          </header>
          {listed.done.length === 0 && (
            <p class="empty">还没有群。把小助手拉进群，再在群里发「/群 警务室 话题」。</p>
          )}
          <ul class="rows">
            {listed.done.map(({ group, number }) => (
              <li class="item">
                <div>
                  <b>
                    {number} {groupName(group)}
                  </b>
                  <span class="badges">{stateOf(group)}</span>
                  <p class="hint">{describedGroup(group)}</p>
                </div>
                {group.fixed ? (
                  <span class="hint">写在配置里，改配置</span>
                ) : (
                  <details>
                    <summary>{group.state === "confirmed" ? "改" : "确认"}</summary>
                    <form method="post" action="/officer/groups/confirm">
                      <FormToken me={me} />
                      <input type="hidden" name="id" value={group.id} />
                      <label>
                        警务室
                        <select name="office">
                          <option value="">全所</option>
                          {config.offices.map(({ name }) => (
                            <option value={name} selected={name === group.office}>
                              {name}
                            </option>
                          ))}
                        </select>
                      </label>
                      <label>
                        谁的群
                        <select name="kind">
                          {groupKinds.map((kind) => (
                            <option value={kind} selected={kind === group.kind}>
                              {kindNames[kind]}
                            </option>
                          ))}
                        </select>
                      </label>
                      <label>
                        话题，用空格分开
                        <input name="topics" value={group.topics.join(" ")} maxlength={100} />
                      </label>
                      <button type="submit" class="primary">
                        {group.state === "confirmed" ? "改好" : "确认"}
                      </button>
                    </form>
                    <form method="post" action="/officer/groups/remove">
                      <FormToken me={me} />
                      <input type="hidden" name="id" value={group.id} />
                      <button type="submit" class="danger">
                        移除，不再往里发
                      </button>
                    </form>
                  </details>
                )}
              </li>
            ))}
          </ul>
        </section>
      </Layout>,
    );

    function stateOf(group: Group) {
      if (isStale(group.address, channels)) return <span class="badge bad">群号变了，等找回</span>;
      if (group.state !== "confirmed") return <span class="badge soon">没确认</span>;
      return isMuted(group, now) ? (
        <span class="badge soon">被禁言</span>
      ) : (
        <span class="badge good">能发</span>
      );
    }
  });

  app.post("/confirm", async (c) => {
    const form = await c.req.parseBody();
    const field = (name: string) => (typeof form[name] === "string" ? form[name].trim() : "");
    const office = field("office");
    const kind = groupKinds.find((one) => one === field("kind"));
    const result = await confirmGroup(actions, c.get("me").actor, {
      which: { id: field("id") },
      wanted: {
        ...(office ? { office } : { wholeStation: true }),
        ...(kind ? { kind } : {}),
        topics: field("topics")
          .split(/[\s、，,]+/)
          .filter(Boolean),
      },
    });
    cookies.say(c, "refused" in result ? refusalOf(result) : `确认好了：${describedGroup(result.done)}`);
    return c.redirect("/officer/groups", 303);
  });

  app.post("/remove", async (c) => {
    const { id } = await c.req.parseBody();
    const result = await removeGroup(actions, c.get("me").actor, { id: typeof id === "string" ? id : "" });
    cookies.say(c, "refused" in result ? refusalOf(result) : "移除了，不再往里发。");
    return c.redirect("/officer/groups", 303);
  });

  return app;
}
