/** @jsxImportSource hono/jsx */
import type { Child } from "hono/jsx";
import { Avatar } from "./message.tsx";
import type { Persona } from "./room.ts";
import { Badge, type View, Workspace } from "./workspace.tsx";

/** The whole page: the personas in `open` side by side. `position`: what the event stream continues after. */
export function Page(props: { view: View; open: readonly Persona[]; position: string; bar?: Child }) {
  const { view, open, position, bar } = props;
  return (
    <html lang="zh-CN">
      <head>
        <meta charset="utf-8" />
        <meta
          name="viewport"
          content="width=device-width, initial-scale=1, interactive-widget=resizes-content"
        />
        <title>{view.room.bot.name} · 本机聊天</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/static/bootstrap.min.css" />
        <link rel="stylesheet" href="/static/chat.css" />
        <script src="/static/chat.js" defer />
        {bar !== undefined && <script src="/static/demo.js" defer />}
      </head>
      <body data-position={position}>
        <header class="topbar">
          <h1>
            警民<small>本机演示</small>
          </h1>
          <nav class="tabs" aria-label="打开的人物">
            {open.map((who, index) => (
              <button
                type="button"
                class="tab"
                data-show={who.id}
                aria-current={index === 0 ? "true" : undefined}
              >
                <Avatar name={who.name} of="person" />
                <Badge count={unreadOf(view, who)} />
                <span>
                  {who.name}
                  <small>{who.role.split(" ")[0]}</small>
                </span>
              </button>
            ))}
          </nav>
          <PersonaPicker personas={view.room.personas()} open={open} />
        </header>
        {bar}
        <p class="connection" role="status" hidden>
          连接断了，正在重连……
        </p>
        <main class="columns">
          {open.map((who) => (
            <Column view={view} who={who} open={open} position={position} />
          ))}
          {open.length === 0 && <p class="empty">从右上角“添加人物”里选一位，就能开始聊。</p>}
        </main>
      </body>
    </html>
  );
}

function Column(props: { view: View; who: Persona; open: readonly Persona[]; position: string }) {
  const { view, who, open, position } = props;
  const [chat] = view.room.chats(who.id);
  return (
    <section class="persona" data-persona={who.id} data-position={position} aria-label={who.name}>
      <header class="me">
        <Avatar name={who.name} of="person" />
        <div>
          <h2>{who.name}</h2>
          <p>{who.role}</p>
        </div>
        <a
          class="close-persona"
          href={hrefOf(open.filter((each) => each !== who))}
          aria-label={`关闭${who.name}`}
        >
          ×
        </a>
      </header>
      <div class="workspace">{chat && <Workspace view={view} who={who} chat={chat} />}</div>
    </section>
  );
}

function PersonaPicker({ personas, open }: { personas: readonly Persona[]; open: readonly Persona[] }) {
  const sides = [
    { title: "居民", side: "people" },
    { title: "派出所", side: "station" },
  ] as const;
  return (
    <details class="picker">
      <summary>
        ＋<span> 添加人物</span>
      </summary>
      <div class="picker-list">
        {sides.map(({ title, side }) => (
          <>
            <h2>{title}</h2>
            <ul>
              {personas
                .filter((who) => who.side === side)
                .map((who) => (
                  <li>
                    <PickerLink who={who} open={open} />
                  </li>
                ))}
            </ul>
          </>
        ))}
        <p>人物都是虚构的。聊天只留在这台电脑上，重启后清空。</p>
      </div>
    </details>
  );
}

function PickerLink({ who, open }: { who: Persona; open: readonly Persona[] }) {
  const isOpen = open.includes(who);
  const next = isOpen ? open.filter((each) => each !== who) : [...open, who];
  return (
    <a href={hrefOf(next)}>
      <Avatar name={who.name} of="person" />
      <span>
        {who.name}
        <small>{who.role}</small>
      </span>
      {isOpen && <span class="opened">已打开</span>}
    </a>
  );
}

function hrefOf(open: readonly Persona[]): string {
  return `/chat?who=${open.map((who) => encodeURIComponent(who.id)).join(",")}`;
}

function unreadOf(view: View, who: Persona): number {
  return view.room.chats(who.id).reduce((sum, chat) => sum + view.seen.unread(who.id, chat.id), 0);
}
