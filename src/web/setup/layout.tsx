/** @jsxImportSource hono/jsx */
import { raw } from "hono/html";
import type { Child } from "hono/jsx";
import { steps } from "./steps.ts";

export function Page({
  title,
  at,
  children,
}: {
  readonly title: string;
  readonly at?: number;
  readonly children: Child;
}) {
  return (
    <>
      {raw("<!doctype html>")}
      <html lang="zh-CN">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <title>{title} · 警民设置</title>
          <link rel="icon" href="data:," />
          <link rel="stylesheet" href="/static/bootstrap.min.css" />
          <link rel="stylesheet" href="/static/setup.css" />
        </head>
        <body>
          <header>
            <b>警民设置</b>
            {at !== undefined && (
              <nav aria-label="步骤">
                <ol>
                  {[
                    ...steps.map(({ id, title: name }) => ({ id, name })),
                    { id: "finish", name: "写下来" },
                  ].map(({ id, name }, i) => (
                    <li>
                      <a href={`/${id}`} aria-current={i === at ? "step" : undefined}>
                        {name}
                      </a>
                    </li>
                  ))}
                </ol>
              </nav>
            )}
          </header>
          <main>
            <h1>{title}</h1>
            {children}
          </main>
        </body>
      </html>
    </>
  );
}
