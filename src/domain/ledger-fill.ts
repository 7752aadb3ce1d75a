import { readFrontDay } from "./front-day.ts";
import type { FieldWorld } from "./ledger-fields.ts";
import { readField, textField } from "./ledger-fields.ts";
import type { FieldValue, FieldValues, Ledger, LedgerField, LedgerSubject } from "./ledgers.ts";
import { addDays, NAMED_DAY } from "./named-days.ts";
import { fold } from "./understanding/fold.ts";
import { placeOf } from "./understanding/place.ts";

/** What can be told of an entry without asking. */
export interface Filled {
  readonly values: FieldValues;
  readonly subject?: string;
}

const DAY_WRITTEN =
  /\d{4}-\d{1,2}-\d{1,2}|\d{1,2}-\d{1,2}(?![\d号栋])|(?:再|过)?(?:\d{1,2}|[一二两三四五六七八九十])(?:天|周|个?星期)之?[后内]|月底/g;

/** 「到 南门」: a place that no word of its own tells. */
const ARRIVED = /^到\s+([^\s，,。；;]{1,20})/;
const TIME =
  /(?:凌晨|早上|上午|中午|下午|傍晚|晚上)?(?:\d{1,2}|[一二两三四五六七八九十]{1,3})(?:点半|点\d{1,2}分?|点|[:：]\d{2})/;

/**
 * What the words of an officer say for a ledger's fields: place, a day to come, a choice, a count with its unit, a
 * number of a report; what the file fills in by itself; and the words as they are.
 */
export function fillFields(ledger: Ledger, typed: string, world: FieldWorld): Filled {
  const arrived = ARRIVED.exec(typed.trim());
  const text = typed.trim().replace(/^到\s+/, "");
  const values: Record<string, FieldValue> = {};
  for (const field of ledger.fields) {
    const told = text === "" ? undefined : toldOf(field, text, world);
    const value = defaultOf(field, world) ?? told ?? (field.type === "place" ? arrived?.[1] : undefined);
    if (value !== undefined) values[field.id] = value;
  }
  const whole = textField(ledger);
  const places = ledger.fields.flatMap(({ id, type }) =>
    type === "place" ? [String(values[id] ?? "")] : [],
  );
  const chosen = ledger.fields.flatMap(({ id, type }) =>
    type === "choice" ? [String(values[id] ?? "")] : [],
  );
  const subject = subjectIn(ledger, text);
  const fronts = [...(subject ? [subject.name] : []), ...places.filter(Boolean)];
  const rest = withoutEnd(withoutFront(text, fronts), chosen.filter(Boolean));
  if (whole && rest !== "" && values[whole.id] === undefined) values[whole.id] = rest;
  const place = ledger.fields.find(({ type }) => type === "place");
  if (subject?.place && place && values[place.id] === undefined) values[place.id] = subject.place;
  return { values, ...(subject ? { subject: subject.name } : {}) };
}

/** The subject whose name stands in the text, the longest where several do: 「11号楼」 is not 「1号楼」. */
function subjectIn({ subjects }: Ledger, text: string): LedgerSubject | undefined {
  const isSaid = ({ name }: LedgerSubject) => {
    const before = /^\d/.test(name) ? "(?<!\\d)" : "";
    const after = /\d$/.test(name) ? "(?!\\d)" : "";
    return new RegExp(before + escaped(name) + after).test(text);
  };
  return subjects.filter(isSaid).sort((a, b) => b.name.length - a.name.length)[0];
}

function defaultOf(field: LedgerField, { today, me }: FieldWorld): FieldValue | undefined {
  if (field.default === "today") return today;
  if (field.default === "me") return me.id;
  return field.default === "mine" ? me.office : undefined;
}

function toldOf(field: LedgerField, text: string, world: FieldWorld): FieldValue | undefined {
  switch (field.type) {
    case "place":
      return placeOf(text, fold(text));
    case "date":
      return dayIn(text, world.today);
    case "time": {
      const read = TIME.exec(text)?.[0];
      const at = read === undefined ? undefined : readField(field, read, world);
      return at && "value" in at ? at.value : undefined;
    }
    case "choice": {
      const said = (field.choices ?? []).filter((one) => text.includes(one));
      return said.length === 1 ? said[0] : undefined;
    }
    case "number":
    case "money": {
      const unit = field.unit ?? (field.type === "money" ? "元" : undefined);
      const [, digits] =
        unit === undefined
          ? []
          : (new RegExp(`(\\d{1,9}(?:\\.\\d{1,2})?)\\s*${escaped(unit)}`).exec(text) ?? []);
      return digits === undefined ? undefined : Number(digits);
    }
    case "yesno":
      if (new RegExp(`(?:没有?|未|不|还没)${escaped(field.title.replace(/^已/, ""))}`).test(text))
        return false;
      return text.includes(field.title) ? true : undefined;
    case "office": {
      const said = world.offices.filter((one) => text.includes(one));
      return said.length === 1 ? said[0] : undefined;
    }
    case "report":
      return /R\d{4}-\d{4,6}/i.exec(text)?.[0].toUpperCase();
    default:
      return undefined;
  }
}

/** The first day from today on that a text names. */
function dayIn(text: string, today: string): string | undefined {
  const places = [...text.matchAll(NAMED_DAY), ...text.matchAll(DAY_WRITTEN)].map(({ index }) => index);
  for (const index of places.sort((a, b) => a - b)) {
    const found = readFrontDay(text.slice(index), today)?.day;
    if (found !== undefined && found >= today && addDays(found, 0) === found) return found;
  }
  return undefined;
}

/** The words behind what they begin with, which has a field of its own. */
function withoutFront(text: string, fronts: readonly string[]): string {
  const front = fronts.find((one) => text.startsWith(one));
  const rest = front === undefined ? text : text.slice(front.length).replace(/^[\s，,。：:；;、]+/, "");
  return rest;
}

/** The words before a choice that stands at their end by itself. */
function withoutEnd(text: string, choices: readonly string[]): string {
  const end = choices.find((one) => new RegExp(`[\\s，,]${escaped(one)}[。\\s]*$`).test(text));
  return end === undefined ? text : text.slice(0, text.lastIndexOf(end)).replace(/[\s，,]+$/, "");
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
