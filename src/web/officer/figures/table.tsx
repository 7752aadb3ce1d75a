/** @jsxImportSource hono/jsx */
import type { Child } from "hono/jsx";

/** A table of the figures page, as it is shown and as it is saved. */
export interface FiguresTable {
  /** In the addresses of its files. */
  readonly id: string;
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Where the first cell of each row leads. */
  readonly links?: readonly string[];
}

/** With its files; `children` stand below it. */
export function TableCard({
  table: { id, title, head, rows, links = [] },
  period,
  children,
}: {
  readonly table: FiguresTable;
  readonly period: string;
  readonly children?: Child;
}) {
  const at = (format: string) => `/officer/figures/figures.${format}?period=${period}&by=${id}`;
  return (
    <section class="card">
      <header>
        <h2>{title}</h2>
        {rows.length > 0 && (
          <span>
            <a href={at("xlsx")} aria-label={`${title}，存成表格`}>
              存成表格
            </a>
            {"　"}
            <a href={at("csv")} aria-label={`${title}，存成 CSV`}>
              CSV
            </a>
          </span>
        )}
      </header>
      {rows.length === 0 ? (
        <p class="empty">还没有。</p>
      ) : (
        <>
          <div class="wide" tabindex={0}>
            <table>
              <thead>
                <tr>
                  {head.map((name) => (
                    <th scope="col">{name}</th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {rows.map(([name = "", ...cells], index) => (
                  <tr>
                    <th scope="row">{links[index] ? <a href={links[index]}>{name}</a> : name}</th>
                    {cells.map((cell) => (
                      <td>{cell}</td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          {children}
        </>
      )}
    </section>
  );
}
