/** @jsxImportSource hono/jsx */
import { rowsOf, type SetupForm, words } from "../../config/written-station.ts";
import type { Field, Rows } from "./steps.ts";

export function RowsAsked(props: {
  readonly rows: Rows;
  readonly form: SetupForm;
  readonly more: boolean;
  readonly found: readonly { readonly id: string; readonly name: string }[];
  readonly wrongOf: (name: string) => readonly string[];
}) {
  const { rows, form, more, found, wrongOf } = props;
  const typed = rowsOf(form, rows.list);
  const [first] = rows.columns;
  const known = new Set(typed.map((row) => form[`${rows.list}.${row}.${first?.name}`]?.trim()));
  const fresh = found.filter(({ id }) => !known.has(id));
  const nameOf = (id = "") => found.find((group) => group.id === id.trim() && group.name !== id)?.name;
  const next = (typed.at(-1) ?? -1) + 1;
  const empty = more ? 3 : typed.length === 0 ? 3 : 1;
  const all = [...typed, ...Array.from({ length: empty }, (_, i) => next + i)];
  return (
    <fieldset class="card rows">
      <legend>{rows.label}</legend>
      {fresh.length > 0 && (
        <div class="found">
          <p class="hint">机器人在这些群里，要发的打勾，按「加进来」，再选归哪里：</p>
          {fresh.map(({ id, name }) => (
            <label>
              <input type="checkbox" name="pick" value={id} /> {name}
              {name !== id && `（${id}）`}
            </label>
          ))}
          <button type="submit" name="go" value="add">
            加进来
          </button>
        </div>
      )}
      {all.map((row, n) => (
        <div class="one">
          <span class="number">{n + 1}</span>
          {rows.columns.map((column) => {
            const name = `${rows.list}.${row}.${column.name}`;
            const called = column === first ? nameOf(form[name]) : undefined;
            const field = called === undefined ? column : { ...column, hint: called };
            return <FieldAsked field={field} name={name} form={form} wrong={wrongOf(name)} row={n + 1} />;
          })}
        </div>
      ))}
      <button type="submit" name="go" value="more">
        再加几行
      </button>
      {rows.paste && <Paste list={rows.list} example={rows.paste} wrong={wrongOf(`paste.${rows.list}`)} />}
    </fieldset>
  );
}

/** For whoever has the list already, in a table or a message. */
function Paste({
  list,
  example,
  wrong,
}: {
  readonly list: string;
  readonly example: string;
  readonly wrong: readonly string[];
}) {
  const id = `paste-${list}`;
  return (
    <details open={wrong.length > 0}>
      <summary>已经有名单的，整个贴进来</summary>
      <label for={id}>一行一个，从表格里复制的也行</label>
      <textarea id={id} name={`paste.${list}`} rows={5} aria-describedby={`${id}-hint`} />
      <span class="hint" id={`${id}-hint`}>
        例如 {example}
      </span>
      {wrong.length > 0 && (
        <p class="wrong" role="alert">
          {wrong.join("；")}
        </p>
      )}
      <button type="submit" name="go" value="add">
        贴进来
      </button>
    </details>
  );
}

/** What a choice offers; what was typed stays on offer, else it would be lost. */
function choicesOf({ choices = [], from }: Field, form: SetupForm, value: string) {
  const named = (from ?? []).flatMap((where) => [
    ...rowsOf(form, where).map((row) => form[`${where}.${row}.name`]?.trim() ?? ""),
    ...(words(form[where]) ?? []),
  ]);
  const all: (readonly [string, string])[] = from
    ? [["", "（没有）"], ...[...new Set(named)].filter(Boolean).map((one) => [one, one] as const)]
    : [...choices];
  return all.some(([one]) => one === value) ? all : [...all, [value, value] as const];
}

export function FieldAsked(props: {
  readonly field: Field;
  readonly name: string;
  readonly form: SetupForm;
  readonly wrong: readonly string[];
  readonly row?: number;
}) {
  const { field, name, form, wrong, row } = props;
  const value = form[name] ?? field.usual ?? "";
  const id = name.replaceAll(".", "-");
  const beside = {
    id,
    name,
    "aria-invalid": wrong.length > 0 ? ("true" as const) : undefined,
    "aria-describedby":
      [wrong.length > 0 && `${id}-wrong`, field.hint && `${id}-hint`].filter(Boolean).join(" ") || undefined,
  };
  return (
    <div class="field">
      <label for={id}>
        {field.label}
        {row !== undefined && <span class="visually-hidden">，第{row}行</span>}
      </label>
      {field.kind === "choice" ? (
        <select {...beside}>
          {choicesOf(field, form, value).map(([one, label]) => (
            <option value={one} selected={one === value}>
              {label}
            </option>
          ))}
        </select>
      ) : (
        <input
          {...beside}
          type={field.kind === "secret" ? "password" : "text"}
          value={value}
          autocomplete="off"
        />
      )}
      {field.hint && (
        <span class="hint" id={`${id}-hint`}>
          {field.hint}
        </span>
      )}
      {wrong.length > 0 && (
        <p class="wrong" id={`${id}-wrong`}>
          {wrong.join("；")}
        </p>
      )}
    </div>
  );
}
