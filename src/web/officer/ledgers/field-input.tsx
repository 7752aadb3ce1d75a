/** @jsxImportSource hono/jsx */
import type { FieldValue, LedgerField } from "../../../domain/ledgers.ts";

/** Characters of one field, as the use case has them. */
export const MAX_TEXT = 2_000;
const ONE_LINE = 200;

/** What can be chosen in a form. */
export interface World {
  readonly officers: readonly string[];
  readonly offices: readonly string[];
}

interface FieldInputProps {
  readonly field: LedgerField;
  readonly world: World;
  readonly required: boolean;
  /** As it would be typed. */
  readonly value?: string | undefined;
  /** Before the field's id, where a page has several forms. */
  readonly prefix?: string;
}

/** One field of a ledger as a form has it, whatever its file says. */
export function FieldInput({ field, world, required, value = "", prefix = "" }: FieldInputProps) {
  const name = `f-${field.id}`;
  const id = `${prefix}${name}`;
  return (
    <>
      <label for={id}>
        {field.title}
        {field.unit ? `（${field.unit}）` : ""}
        {!required && <small class="hint">　可不填</small>}
      </label>
      <Control field={field} world={world} value={value} id={id} name={name} required={required} />
      {hintOf(field) && (
        <small class="hint" id={`${id}-hint`}>
          {hintOf(field)}
        </small>
      )}
    </>
  );
}

function Control({
  field,
  world,
  value,
  ...same
}: Pick<FieldInputProps, "field" | "world" | "required"> & {
  readonly value: string;
  readonly id: string;
  readonly name: string;
}) {
  const described = hintOf(field) ? { "aria-describedby": `${same.id}-hint` } : {};
  const choices = choicesOf(field, world);
  if (choices)
    return (
      <select {...same}>
        <option value="" />
        {choices.map((one) => (
          <option value={one} selected={one === value}>
            {one}
          </option>
        ))}
      </select>
    );
  switch (field.type) {
    case "pictures":
      return <input {...same} {...described} type="file" multiple accept="image/jpeg,image/png,image/webp" />;
    case "voice":
      return <input {...same} {...described} type="file" multiple accept="audio/*" />;
    case "long":
      return (
        <textarea {...same} rows={rowsFor(value)} maxlength={MAX_TEXT} data-keep>
          {value}
        </textarea>
      );
    case "date":
    case "time":
      return <input {...same} type={field.type} value={value} />;
    case "number":
    case "money":
      return <input {...same} inputmode="decimal" value={value} maxlength={20} autocomplete="off" />;
    default:
      return (
        <input {...same} {...described} type="text" value={value} maxlength={ONE_LINE} autocomplete="off" />
      );
  }
}

/** About twenty characters stand in a line on a phone. */
function rowsFor(text: string): number {
  return Math.min(Math.max(Math.ceil(text.length / 20), 3), 12);
}

function hintOf({ type }: LedgerField): string {
  return type === "person" ? "写姓名和电话，加密保存，页面上不再显示。" : "";
}

function choicesOf(field: LedgerField, world: World): readonly string[] | undefined {
  switch (field.type) {
    case "choice":
      return field.choices;
    case "yesno":
      return ["是", "不是"];
    case "officer":
      return world.officers;
    case "office":
      return world.offices;
    default:
      return undefined;
  }
}

/** A field's value as somebody would type it; nothing of what is sealed or no text. */
export function typedValue(
  { type }: LedgerField,
  value: FieldValue | undefined,
  names: ReadonlyMap<string, string>,
): string {
  if (value === undefined || type === "person" || Array.isArray(value)) return "";
  if (type === "yesno") return value === true ? "是" : "不是";
  return type === "officer" ? (names.get(String(value)) ?? "") : String(value);
}
