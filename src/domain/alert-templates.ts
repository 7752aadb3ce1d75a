import type { Alert } from "./alerts.ts";

/** One thing that is asked for when an alert is made from a template. */
export interface TemplateField {
  /** As it stands in braces in the text: `{姓名}`. */
  readonly name: string;
  /** The question, in Chinese. */
  readonly ask: string;
  /** `time`: kept as ISO 8601; `picture`: comes as a picture and stands nowhere in the text. */
  readonly kind: "text" | "number" | "time" | "picture";
  readonly optional: boolean;
  /** Characters of a text. */
  readonly max: number;
  /** Asked only where another field is a number below this. */
  readonly below?: { readonly field: string; readonly value: number };
  /** What is answered is somebody's consent: it is kept and audited, and sent to nobody. */
  readonly consent: boolean;
}

/** A file of `alerts/templates/`. */
export interface TemplateFile
  extends Pick<Alert, "category" | "severity" | "urgency" | "certainty" | "poster" | "acknowledge"> {
  /** The file's name without `.md`: `寻人`. */
  readonly name: string;
  readonly title: string;
  readonly body: string;
  readonly fields: readonly TemplateField[];
  /** Which words in a field make it how severe: 红色 … */
  readonly severityBy?: {
    readonly field: string;
    readonly words: Readonly<Record<string, Alert["severity"]>>;
  };
  /** How long (ms) the alert holds, where no field says until when. */
  readonly lifeMs?: number;
  /** Name of the field that says until when. */
  readonly until?: string;
  /** What a cancel says, in place of the usual words; without a name or a picture. */
  readonly cancel?: string;
  /** What is drafted when the time of `until` has come. */
  readonly end?: string;
  /** A cancel erases what was said to the fields, and the picture. */
  readonly erase: boolean;
  /** It names a person and whom to call. */
  readonly personal: boolean;
  /** Replies of residents by direct message are counted to it, and it closes with what becomes of them. */
  readonly consultation: boolean;
}

export type TemplateValues = Readonly<Record<string, string>>;

/** The first field that is still to be asked; what was skipped is empty. */
export function nextField({ fields }: Pick<TemplateFile, "fields">, values: TemplateValues) {
  return fields.find((field) => values[field.name] === undefined && isAsked(field, values));
}

/** The field that was answered last, to be asked again. */
export function lastField({ fields }: Pick<TemplateFile, "fields">, values: TemplateValues) {
  return fields.findLast((field) => values[field.name] !== undefined);
}

function isAsked({ below }: TemplateField, values: TemplateValues): boolean {
  return below === undefined || Number(values[below.field]) < below.value;
}

/** How severe an alert with these values is. */
export function severityOf(
  { severity, severityBy }: TemplateFile,
  values: TemplateValues,
): Alert["severity"] {
  const said = severityBy ? (values[severityBy.field] ?? "") : "";
  const word = Object.keys(severityBy?.words ?? {}).find((one) => said.includes(one));
  return (word === undefined ? undefined : severityBy?.words[word]) ?? severity;
}

/** Why an answer is none: in its place the field is asked again. */
export type BadValue = "empty" | "too-long" | "not-a-number" | "not-a-time" | "no-picture" | "too-early";

/** What was typed for a field of words, as it is kept. */
export function readValue(field: TemplateField, typed: string): { value: string } | { refused: BadValue } {
  const value = typed.replace(/\s+/g, " ").trim();
  if (value === "") return { refused: "empty" };
  if (field.kind === "number") {
    const [digits] = /\d{1,6}/.exec(value) ?? [];
    return digits === undefined ? { refused: "not-a-number" } : { value: digits };
  }
  return [...value].length > field.max ? { refused: "too-long" } : { value };
}

const placeholder = /\{([^{}]+)\}/g;

/**
 * The words with what was said in place of the fields; `show` gives a value as it is read. A line that holds nothing but
 * fields without a value is left out.
 */
export function fillIn(
  words: string,
  values: TemplateValues,
  show: (name: string, value: string) => string,
): string {
  return words
    .split("\n")
    .filter((line) => {
      const names = [...line.matchAll(placeholder)].map(([, name = ""]) => name);
      const own = names.filter((name) => name in values);
      return own.length === 0 || own.some((name) => values[name] !== "");
    })
    .map((line) =>
      line.replace(placeholder, (whole, name: string) => {
        const value = values[name];
        return value === undefined ? whole : value === "" ? "" : show(name, value);
      }),
    )
    .join("\n");
}
