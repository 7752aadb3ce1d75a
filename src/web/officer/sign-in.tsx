/** @jsxImportSource hono/jsx */
import { type Context, Hono } from "hono";
import { roleNames } from "../../domain/people.ts";
import { type Brought, openDemoSession, openSession, type SessionOpened } from "../../people/sign-in.ts";
import { clientOf, cookiesOf, isOwnSite } from "./guard.ts";
import { Bare } from "./parts/layout.tsx";
import type { OfficerParts } from "./parts/me.ts";
import { createTries } from "./tries.ts";

const GONE = "这个链接或登录码用过了、过期了，或者不对。请在和小助手的私聊里再发「登录」。";
const TOO_MANY = "试得太多了，请过5分钟再来，或用私聊里的链接。";

/** The way in: with the link or the code that 「登录」 gives in a private chat; in the demo by one click. */
export function createSignIn(parts: OfficerParts): Hono {
  const { actions, demo } = parts;
  const cookies = cookiesOf(parts);
  const tries = createTries(actions.clock);
  const app = new Hono();

  app.get("/", async (c) => {
    c.header("Cache-Control", "no-store");
    const people = demo ? (await actions.store.officers.all()).filter((one) => !one.revokedAt) : [];
    const names = people.map(({ name, role, office }) => ({
      name,
      what: [roleNames[role], office].filter(Boolean).join("・"),
    }));
    return c.html(
      <SignInPage
        said={cookies.said(c)}
        back={backOf(c)}
        people={names}
        station={actions.config.station.name}
      />,
    );
  });

  app.post("/", async (c) => {
    if (!isOwnSite(c, parts)) return c.text("请从登录页登录。", 403);
    const form = await c.req.parseBody();
    const field = (name: string) => (typeof form[name] === "string" ? form[name] : "");
    const back = field("back");
    const again = (sentence: string) => {
      cookies.say(c, sentence);
      return c.redirect(`/officer/sign-in${back ? `?back=${encodeURIComponent(back)}` : ""}`, 303);
    };
    const name = field("name");
    if (demo && name !== "") {
      const opened = await openDemoSession(actions, name, deviceOf(c));
      return "done" in opened ? enter(c, opened.done, back) : again("没有这个人。");
    }
    const brought: Brought = field("link") ? { token: field("link") } : { code: field("code") };
    const client = clientOf(c, parts);
    if (!tries.may(client)) return again(TOO_MANY);
    const opened = await openSession(actions, brought, deviceOf(c));
    if ("done" in opened) return enter(c, opened.done, back);
    tries.failed(client);
    return again(GONE);
  });

  function enter(c: Context, { token }: SessionOpened, back: string) {
    cookies.keepSession(c, token);
    return c.redirect(isOwnPath(back) ? back : "/officer", 303);
  }

  return app;
}

/** Never to another site: `//evil.example` is one, too. */
function isOwnPath(path: string): boolean {
  return /^\/officer(?:\/[\w/-]*)?$/.test(path);
}

function backOf(c: Context): string {
  const back = c.req.query("back") ?? "";
  return isOwnPath(back) ? back : "";
}

/** What its owner would call the machine; nothing that tells more of it. */
function deviceOf(c: Context): string {
  const agent = c.req.header("user-agent") ?? "";
  const kinds: readonly (readonly [RegExp, string])[] = [
    [/iPhone/, "iPhone"],
    [/iPad/, "iPad"],
    [/HarmonyOS|OpenHarmony/, "鸿蒙手机"],
    [/Android/, "安卓手机"],
    [/Windows/, "Windows电脑"],
    [/Macintosh/, "苹果电脑"],
    [/Linux/, "Linux电脑"],
  ];
  return kinds.find(([pattern]) => pattern.test(agent))?.[1] ?? "一台设备";
}

function SignInPage(props: {
  readonly said: string | undefined;
  readonly back: string;
  readonly people: readonly { readonly name: string; readonly what: string }[];
  readonly station: string;
}) {
  const { said, back, people, station } = props;
  return (
    <Bare title="登录">
      <main class="sign-in">
        <h1>{station}民警网页</h1>
        {said && (
          <p class="notice bad" role="alert">
            {said}
          </p>
        )}
        <form method="post" class="card by-link" hidden>
          <input type="hidden" name="link" value="" />
          <input type="hidden" name="back" value={back} />
          <p>用私聊里的链接登录。</p>
          <button type="submit" class="primary">
            登录
          </button>
        </form>
        <form method="post" class="card by-code">
          <input type="hidden" name="back" value={back} />
          <label for="code">登录码</label>
          <input
            id="code"
            name="code"
            required
            maxlength={40}
            autocomplete="one-time-code"
            autocapitalize="characters"
            spellcheck={false}
            placeholder="ABCD-2345"
          />
          <button type="submit" class="primary">
            登录
          </button>
          <p class="hint">
            在和警民小助手的私聊里发「登录」，会得到登录码，5分钟内有效，只能用一次。这里没有密码。
          </p>
        </form>
        {people.length > 0 && (
          <form method="post" class="card">
            <input type="hidden" name="back" value={back} />
            <h2>演示：点一位就进去</h2>
            <ul class="people">
              {people.map(({ name, what }) => (
                <li>
                  <button type="submit" name="name" value={name}>
                    {name}
                    <small>{what}</small>
                  </button>
                </li>
              ))}
            </ul>
            <p class="hint">人物都是虚构的，真的派出所没有这一格。</p>
          </form>
        )}
      </main>
    </Bare>
  );
}
