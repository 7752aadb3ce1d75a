/** @jsxImportSource hono/jsx */
import { Hono } from "hono";
import { roleNames, roles } from "../../domain/people.ts";
import { channelLabel } from "../../operators/index.ts";
import { addOfficer } from "../../people/add-officer.ts";
import { changeRole } from "../../people/change-role.ts";
import { inviteOfficer } from "../../people/invite-officer.ts";
import { listOfficers } from "../../people/list-officers.ts";
import { revokeOfficer } from "../../people/revoke-officer.ts";
import { cookiesOf } from "./guard.ts";
import { FormToken, Layout } from "./parts/layout.tsx";
import type { Me, OfficerEnv, OfficerParts } from "./parts/me.ts";
import { refusalOf } from "./parts/words.ts";

/** Who works here: roles, offices, bound accounts; an admin adds, changes, invites and revokes. */
export function createPeoplePage(parts: OfficerParts): Hono<OfficerEnv> {
  const { actions } = parts;
  const { config, channels } = actions;
  const cookies = cookiesOf(parts);
  const app = new Hono<OfficerEnv>();
  const label = (name: string) => {
    const channel = channels.get(name);
    return channel ? channelLabel(channel, channels.values()) : name;
  };

  app.get("/", async (c) => {
    const me = c.get("me");
    const listed = await listOfficers(actions, me.actor);
    if ("refused" in listed) return c.text("您的角色看不到人员。", 403);
    return c.html(
      <Layout title="人员" me={me} at="/officer/people" live="tables=officers" said={cookies.said(c)}>
        <section class="card" data-live="people">
          <header>
            <h1>{listed.done.length}人</h1>
            <span>没绑定账号的收不到消息</span>
          </header>
          <ul class="rows">
            {listed.done.map(({ name, role, office, unit, accounts, fixed }) => (
              <li class="item">
                <div>
                  <b>{name}</b>
                  <span class="badges">
                    <span class="badge">{roleNames[role]}</span>
                    {accounts.length === 0 && <span class="badge soon">没绑账号</span>}
                  </span>
                  <p class="hint">
                    {[office, unit, ...new Set(accounts.map(({ channel }) => label(channel)))]
                      .filter(Boolean)
                      .join("・")}
                  </p>
                </div>
                <details>
                  <summary>办</summary>
                  {form(me, "invite", name, <button type="submit">给绑定账号的码</button>)}
                  {fixed ? (
                    <p class="hint">写在配置里，角色和停用改配置</p>
                  ) : (
                    <>
                      {form(
                        me,
                        "role",
                        name,
                        <>
                          <RoleSelect chosen={role} />
                          <OfficeSelect offices={config.offices} chosen={office} />
                          <button type="submit">改</button>
                        </>,
                      )}
                      {form(
                        me,
                        "revoke",
                        name,
                        <button type="submit" class="danger">
                          停用，账号都解绑
                        </button>,
                      )}
                    </>
                  )}
                </details>
              </li>
            ))}
          </ul>
        </section>
        <details class="card">
          <summary>添加一位</summary>
          <form method="post" action="/officer/people/add" class="inline">
            <FormToken me={me} />
            <label>
              姓名
              <input name="name" required maxlength={20} />
            </label>
            <RoleSelect chosen="officer" />
            <OfficeSelect offices={config.offices} chosen={undefined} />
            <button type="submit" class="primary">
              添加
            </button>
          </form>
        </details>
      </Layout>,
    );
  });

  app.post("/:act{add|role|revoke|invite}", async (c) => {
    const { actor } = c.get("me");
    const filled = await c.req.parseBody();
    const field = (name: string) => (typeof filled[name] === "string" ? filled[name].trim() : "");
    const name = field("name");
    const role = roles.find((one) => one === field("role")) ?? "officer";
    const office = config.offices.find((one) => one.name === field("office"))?.name;
    const wanted = { name, role, ...(office ? { office } : {}) };
    cookies.say(c, await act());
    return c.redirect("/officer/people", 303);

    async function act(): Promise<string> {
      switch (c.req.param("act")) {
        case "invite": {
          const invited = await inviteOfficer(actions, actor, { name });
          if ("refused" in invited) return refusalOf(invited);
          const { code } = invited.done;
          return `${name}的码：${code.slice(0, 4)}-${code.slice(4)}。24小时内用自己的号私聊小助手发「绑定 ${code}」，只能用一次。`;
        }
        case "add": {
          if (name === "") return "要写姓名，没有添加。";
          const added = await addOfficer(actions, actor, wanted);
          return "refused" in added ? refusalOf(added) : `添加了${name}，给一个码让他绑定账号。`;
        }
        case "role": {
          const changed = await changeRole(actions, actor, wanted);
          return "refused" in changed ? refusalOf(changed) : `${name}现在是${roleNames[role]}。`;
        }
        default: {
          const revoked = await revokeOfficer(actions, actor, { name });
          if ("refused" in revoked) return refusalOf(revoked);
          const left = revoked.open > 0 ? `手上还有${revoked.open}件没办结，请指派给别人。` : "";
          return `停用了${name}，账号都解绑了。${left}`;
        }
      }
    }
  });

  return app;
}

function form(me: Me, act: string, name: string, children: unknown) {
  return (
    <form method="post" action={`/officer/people/${act}`} class="inline">
      <FormToken me={me} />
      <input type="hidden" name="name" value={name} />
      {children}
    </form>
  );
}

function RoleSelect({ chosen }: { readonly chosen: string }) {
  return (
    <select name="role" aria-label="角色">
      {roles.map((role) => (
        <option value={role} selected={role === chosen}>
          {roleNames[role]}
        </option>
      ))}
    </select>
  );
}

function OfficeSelect(props: {
  readonly offices: readonly { readonly name: string }[];
  readonly chosen: string | undefined;
}) {
  return (
    <select name="office" aria-label="警务室">
      <option value="">不分警务室</option>
      {props.offices.map(({ name }) => (
        <option value={name} selected={name === props.chosen}>
          {name}
        </option>
      ))}
    </select>
  );
}
