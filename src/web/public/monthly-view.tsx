/** @jsxImportSource hono/jsx */
import { raw } from "hono/html";
import type { Child } from "hono/jsx";
import type { PageSection, PicturePage } from "../../domain/picture-page.ts";

/** A page for everybody: no script, no cookie, nothing from elsewhere. */
export function PublicDocument({ title, children }: { readonly title: string; readonly children: Child }) {
  return (
    <>
      {raw("<!doctype html>")}
      <html lang="zh-CN">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <title>{title}</title>
          <link rel="icon" href="data:," />
          <link rel="stylesheet" href="/static/public.css" />
        </head>
        <body>{children}</body>
      </html>
    </>
  );
}

/** A monthly report as it stands on its page, and in the preview. */
export function MonthlyView({ page }: { readonly page: PicturePage }) {
  const { title, subtitle, sections, station, date } = page;
  return (
    <article class="report">
      <header>
        <p>{station}</p>
        <h1>{title}</h1>
        <p>{subtitle}</p>
      </header>
      {sections.map((section) => (
        <Section section={section} />
      ))}
      <footer>
        <p>
          <strong>有危险打110。</strong>有情况私聊警民小助手。
        </p>
        <p>
          {station} {date}
        </p>
      </footer>
    </article>
  );
}

function Section({ section: { heading, rows = [], texts = [], note } }: { readonly section: PageSection }) {
  return (
    <section>
      {heading && <h2>{heading}</h2>}
      {texts
        .flatMap((words) => words.split("\n"))
        .filter((line) => line.trim() !== "")
        .map((line) => (
          <p>{line}</p>
        ))}
      {rows.length > 0 && (
        <table aria-label={heading}>
          <tbody>
            {rows.map(([name, value]) => (
              <tr>
                <th scope="row">{name}</th>
                <td>{value}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {note && <p class="note">{note}</p>}
    </section>
  );
}
