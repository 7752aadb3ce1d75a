/** @jsxImportSource hono/jsx */
import type { Child } from "hono/jsx";
import type { Officer } from "../../domain/people.ts";
import { categories, categoryNames, isOpen, type Report } from "../../domain/reports.ts";
import { mayHandle, type ReportAction } from "../../domain/rights.ts";
import { FormToken } from "./parts/layout.tsx";
import type { Me } from "./parts/me.ts";
import { closings } from "./parts/words.ts";

interface FormsProps {
  readonly report: Report;
  readonly me: Me;
  can(action: ReportAction): boolean;
  readonly officers: readonly Officer[];
  readonly offices: readonly { readonly name: string }[];
}

/** Everything that the reader may do to the report. The answer comes first: it is what is done most. */
export function ReportForms({ report, me, can, officers, offices }: FormsProps) {
  const open = isOpen(report);
  const free = open && report.assignee === undefined;
  const form = (act: string, children: Child, more: { readonly class?: string } = {}) => (
    <form method="post" action={`/officer/reports/${report.number}/${act}`} {...more}>
      <FormToken me={me} />
      {children}
    </form>
  );
  return (
    <aside class="acts" aria-label="办理">
      {free &&
        can("report.take") &&
        form(
          "take",
          <button type="submit" class="primary">
            接手
          </button>,
          { class: "take" },
        )}
      {can("report.reply") &&
        form(
          "reply",
          <>
            <label for="reply">回复对方</label>
            <textarea id="reply" name="text" rows={2} maxlength={2000} required data-keep />
            <button type="submit" class="primary">
              回复
            </button>
          </>,
          { class: "card reply" },
        )}
      {can("report.note") && (
        <details>
          <summary>备注</summary>
          {form(
            "note",
            <>
              <label for="note">只有民警看得到</label>
              <textarea id="note" name="text" rows={2} maxlength={2000} required data-keep />
              <button type="submit">记下</button>
            </>,
          )}
        </details>
      )}
      {open && can("report.close") && (
        <details>
          <summary>办结</summary>
          {form(
            "close",
            <>
              <label for="status">怎么结的</label>
              <select id="status" name="status">
                {closings.map(([value, name]) => (
                  <option value={value}>{name}</option>
                ))}
              </select>
              <label for="result">结果或原因，对方会看到</label>
              <textarea id="result" name="text" rows={2} maxlength={2000} required data-keep />
              <button type="submit">办结</button>
            </>,
          )}
        </details>
      )}
      {!open && can("report.reopen") && (
        <details>
          <summary>重开</summary>
          {form(
            "reopen",
            <>
              <label for="why">为什么重开</label>
              <textarea id="why" name="text" rows={2} maxlength={2000} required data-keep />
              <button type="submit">重开</button>
            </>,
          )}
        </details>
      )}
      {open && can("report.assign") && (
        <details>
          <summary>指派</summary>
          {form(
            "assign",
            <>
              <label for="to">交给</label>
              <select id="to" name="to" required>
                <option value="">选一位民警</option>
                {officers
                  .filter((one) => one.id !== report.assignee && mayHandle(one, report))
                  .map(({ id, name, office }) => (
                    <option value={id}>{office ? `${name}（${office}）` : name}</option>
                  ))}
              </select>
              <button type="submit">指派</button>
            </>,
          )}
        </details>
      )}
      {can("report.correct") && (
        <details>
          <summary>改登记</summary>
          {form(
            "correct",
            <>
              <input type="hidden" name="field" value="category" />
              <label for="category">类别</label>
              <select id="category" name="value">
                {categories.map((one) => (
                  <option value={one} selected={one === report.category}>
                    {categoryNames[one]}
                  </option>
                ))}
              </select>
              <button type="submit">改类别</button>
            </>,
          )}
          {form(
            "correct",
            <>
              <input type="hidden" name="field" value="place" />
              <label for="place">地点</label>
              <input id="place" name="value" value={report.place ?? ""} maxlength={100} required />
              <button type="submit">改地点</button>
            </>,
          )}
          {offices.length > 0 &&
            form(
              "correct",
              <>
                <input type="hidden" name="field" value="office" />
                <label for="office">警务室</label>
                <select id="office" name="value">
                  {offices.map(({ name }) => (
                    <option value={name} selected={name === report.office}>
                      {name}
                    </option>
                  ))}
                </select>
                <button type="submit">改警务室</button>
              </>,
            )}
          {form(
            "correct",
            <>
              <input type="hidden" name="field" value="priority" />
              <input type="hidden" name="value" value={report.priority === "urgent" ? "normal" : "urgent"} />
              <button type="submit">{report.priority === "urgent" ? "不急了" : "改成急件"}</button>
            </>,
          )}
        </details>
      )}
    </aside>
  );
}
