/** @jsxImportSource hono/jsx */

import { raw } from "hono/html";
import type { Child } from "hono/jsx";
import { roleNames } from "../../../domain/people.ts";
import { rolesFor, type StationAction } from "../../../domain/rights.ts";
import { Icon, type IconName } from "./icon.tsx";
import type { Me } from "./me.ts";

interface Place {
  readonly href: string;
  readonly name: string;
  readonly icon: IconName;
  /** Who may do this sees it. */
  readonly action: StationAction;
}

/** Places that stand at the bottom of a phone; the rest is behind 更多. */
const ON_PHONE = 3;

/** The pages, in the order in which they are needed. */
const places: readonly Place[] = [
  { href: "/officer", name: "今天", icon: "house", action: "pages.open" },
  { href: "/officer/reports", name: "反映", icon: "chat-left-text", action: "reports.find" },
  { href: "/officer/alerts", name: "提示", icon: "megaphone", action: "alerts.see" },
  { href: "/officer/ledgers", name: "台账", icon: "journal-text", action: "ledgers.use" },
  { href: "/officer/figures", name: "图表", icon: "bar-chart", action: "reports.count" },
  { href: "/officer/monthly", name: "月报", icon: "file-earmark-text", action: "monthly.see" },
  { href: "/officer/groups", name: "群", icon: "people", action: "groups.manage" },
  { href: "/officer/people", name: "人员", icon: "person-badge", action: "people.manage" },
  { href: "/officer/handbook", name: "手册", icon: "book", action: "handbook.tend" },
  { href: "/officer/audit", name: "审计", icon: "journal-check", action: "audit.read" },
  { href: "/officer/system", name: "系统", icon: "hdd-network", action: "bot.watch" },
];

export interface LayoutProps {
  readonly title: string;
  readonly me: Me;
  /** The `href` of the place it belongs to. */
  readonly at: string;
  /** What was just done, or why not. */
  readonly said?: string | undefined;
  /** Where a phone's back arrow leads; without it the page is one of the places. */
  readonly back?: string;
  /** What its address of events asks for: `tables=reports`, `report=R2611-0042`; without it the page stays as it is. */
  readonly live?: string;
  readonly children: Child;
}

/** A whole page of somebody who is signed in. */
export function Layout({ title, me, at, said, back, live, children }: LayoutProps) {
  const mine = places.filter(({ action }) => rolesFor(action).includes(me.officer.role));
  const links = mine.map(({ href, name, icon }) => (
    <a href={href} aria-current={href === at ? "page" : undefined}>
      <Icon name={icon} />
      <span>{name}</span>
    </a>
  ));
  return (
    <Bare title={title}>
      <header class="bar">
        {back && (
          <a class="back" href={back} aria-label="返回">
            <Icon name="chevron-left" />
          </a>
        )}
        <a class={back ? "brand inner" : "brand"} href="/officer">
          警民
        </a>
        <span class="here">{title}</span>
        <nav class="places" aria-label="页面">
          {links}
        </nav>
        <details class="me">
          <summary>
            {me.officer.name}
            <span>
              {["", me.officer.office, roleNames[me.officer.role]]
                .filter((part) => part !== undefined)
                .join("・")}
            </span>
          </summary>
          <div class="menu">
            <a href="/officer/sessions">在哪儿登录着</a>
            <form method="post" action="/officer/sign-out">
              <FormToken me={me} />
              <button type="submit">退出</button>
            </form>
          </div>
        </details>
      </header>
      <main data-events={live && `/officer/events?${live}`}>
        <p class="notice stale" role="status" hidden>
          <button type="button">有新内容，点这里更新</button>
        </p>
        {said && (
          <p class="notice" role="status">
            {said}
          </p>
        )}
        {children}
      </main>
      {!back && (
        <nav class="tabs" aria-label="主要页面">
          {links.slice(0, ON_PHONE)}
          {links.length > ON_PHONE && (
            <details>
              <summary>
                <Icon name="three-dots" />
                更多
              </summary>
              <div class="menu">{links.slice(ON_PHONE)}</div>
            </details>
          )}
        </nav>
      )}
    </Bare>
  );
}

/** A page without anybody's name on it. */
export function Bare({ title, children }: { readonly title: string; readonly children: Child }) {
  return (
    <>
      {raw("<!doctype html>")}
      <html lang="zh-CN">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <title>{title} · 警民</title>
          <link rel="icon" href="data:," />
          <link rel="stylesheet" href="/static/bootstrap.min.css" />
          <link rel="stylesheet" href="/static/officer.css" />
          <script src="/static/officer.js" defer />
        </head>
        <body>{children}</body>
      </html>
    </>
  );
}

/** What shows that a form is of this session's own page. */
export function FormToken({ me }: { readonly me: Me }) {
  return <input type="hidden" name="token" value={me.token} />;
}
