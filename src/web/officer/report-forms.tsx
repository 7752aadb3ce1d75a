/** @jsxImportSource hono/jsx */
import type { CannedAnswer } from "../../domain/canned-answers.ts";
import type { Report } from "../../domain/reports.ts";
import { mayDo } from "../../domain/rights.ts";
import { FormToken } from "./parts/layout.tsx";
import type { Me } from "./parts/me.ts";
import { type Act, type ActField, type ActWorld, acts } from "./report-acts.ts";

interface FormsProps {
  readonly report: Report;
  readonly me: Me;
  readonly world: ActWorld;
  readonly canned: readonly CannedAnswer[];
  /** Others who reported the same matter. */
  readonly others: number;
}

/** Everything that the reader may do to the report. The answer comes first: it is what is done most. */
export function ReportForms({ report, me, world, canned, others }: FormsProps) {
  const mine = acts.filter((act) => act.isOffered(report) && mayDo(me.officer, act.action, report));
  const form = (act: Act, className: string) => (
    <form method="post" action={`/officer/reports/${report.number}/${act.id}`} class={className}>
      <FormToken me={me} />
      {act.fields?.(report, world).map((field) => (
        <Field id={`${act.id}-${field.name}`} field={field} />
      ))}
      {act.id === "reply" && canned.length > 0 && <Canned all={canned} />}
      {act.id === "reply" && others > 0 && (
        <select name="reaches" aria-label="发给谁">
          <option value="one">只发给 {report.number}</option>
          <option value="all">反映同一件的{others + 1}位都发</option>
        </select>
      )}
      <button type="submit" class={act.id === "take" || act.id === "reply" ? "primary" : ""}>
        {act.title}
      </button>
    </form>
  );
  const isFront = ({ id }: Act) => id === "take" || id === "reply";
  return (
    <aside class="acts" aria-label="办理">
      {mine.filter(isFront).map((act) => form(act, act.id === "reply" ? "card reply" : "take"))}
      {mine
        .filter((act) => !isFront(act))
        .map((act) => (
          <details>
            <summary>{act.title}</summary>
            {form(act, "")}
          </details>
        ))}
    </aside>
  );
}

function Field({ id, field }: { readonly id: string; readonly field: ActField }) {
  const { name, label, kind, choices = [], value } = field;
  return (
    <>
      <label for={id}>{label}</label>
      {kind === "words" && <textarea id={id} name={name} rows={2} maxlength={2000} required data-keep />}
      {kind === "line" && (
        <input id={id} name={name} value={value ?? ""} maxlength={100} required={name !== "reason"} />
      )}
      {kind === "day" && <input id={id} name={name} type="date" required />}
      {kind === "choice" && (
        <select id={id} name={name} required>
          {choices.map(([choice, text]) => (
            <option value={choice} selected={choice === value}>
              {text}
            </option>
          ))}
        </select>
      )}
    </>
  );
}

/** Answers that are ready; script puts one into the field, without script its name is typed. */
function Canned({ all }: { readonly all: readonly CannedAnswer[] }) {
  return (
    <select data-fills="reply-text" aria-label="常用语">
      <option value="">常用语</option>
      {all.map(({ name, text }) => (
        <option value={`常用语 ${name}`} title={text}>
          {name}
        </option>
      ))}
    </select>
  );
}
