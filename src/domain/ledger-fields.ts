import { canonical, canonicalName, canonicalNumber, isReportNumber } from "./canonical.ts";
import { readFrontDay } from "./front-day.ts";
import { type FieldValue, isFilled, type Ledger, type LedgerField } from "./ledgers.ts";
import { addDays } from "./named-days.ts";
import { formatNumber } from "./reports.ts";
import { parseUntil } from "./until.ts";

/** What is known of the station where a field is read. */
export interface FieldWorld {
  /** `YYYY-MM-DD` on the station's clocks. */
  readonly today: string;
  readonly officers: readonly { readonly id: string; readonly name: string }[];
  readonly offices: readonly string[];
  readonly me: { readonly id: string; readonly office?: string | undefined };
}

export type ReadField = { readonly value: FieldValue } | { readonly wrong: string };

const LONGEST = { text: 200, long: 2_000, place: 60, person: 80 };

/** What was typed for a field, as its value; `wrong`: the sentence that says what is wanted. */
export function readField(field: LedgerField, typed: string, world: FieldWorld): ReadField {
  const text = typed.trim();
  if (text === "") return { wrong: "没有看到内容。" };
  switch (field.type) {
    case "text":
    case "long":
    case "place":
    case "person": {
      const longest = LONGEST[field.type];
      return text.length > longest ? { wrong: `太长了，最多${longest}个字。` } : { value: text };
    }
    case "choice":
      return readChoice(field, text);
    case "yesno":
      return readYesNo(text);
    case "number":
    case "money":
      return readNumber(field, text);
    case "date": {
      const day = readDay(text, world.today);
      return day === undefined
        ? { wrong: "没看懂是哪天，例如「今天」「周五」「12月3日」。" }
        : { value: day };
    }
    case "time": {
      const at = parseUntil(text, `${world.today} 00:00`);
      return !at || at.slice(11) === "00:00" || readFrontDay(text, world.today)
        ? { wrong: "没看懂几点，例如「9:30」「下午3点」。" }
        : { value: at.slice(11) };
    }
    case "officer": {
      const found =
        text === "我"
          ? world.me
          : world.officers.find((one) => canonicalName(one.name) === canonicalName(text));
      return found ? { value: found.id } : { wrong: `没有找到「${text.slice(0, 12)}」这位民警。` };
    }
    case "office": {
      const found = world.offices.filter((one) => one === text || one.startsWith(text));
      return found.length === 1 && found[0] !== undefined
        ? { value: found[0] }
        : { wrong: `没有这个警务室。有：${world.offices.join("、")}。` };
    }
    case "report": {
      const number = canonicalNumber(text);
      const [, month, running] = /^(?:r?(\d{4})-?)?(\d{1,9})$/.exec(number) ?? [];
      if (!isReportNumber(number) || running === undefined) return { wrong: "要写反映的编号，例如 42。" };
      return { value: formatNumber(month ?? world.today.slice(2, 7).replace("-", ""), Number(running)) };
    }
    case "entry":
      return ENTRY_NUMBER.test(text) ? { value: text } : { wrong: "要写编号，例如 走访-42。" };
    case "pictures":
      return { wrong: "要发图片；没有就回「跳过」。" };
    case "voice":
      return { wrong: "要发语音；没有就回「跳过」。" };
  }
}
const ENTRY_NUMBER = /^\p{Script=Han}{1,8}-\d{1,7}$/u;

/** A day that was typed as a whole, `YYYY-MM-DD`; also 昨天 and 前天, which are past. */
function readDay(text: string, today: string): string | undefined {
  const past = { 昨天: -1, 昨日: -1, 前天: -2, 前日: -2 }[canonical(text).trim()];
  if (past !== undefined) return addDays(today, past);
  const found = readFrontDay(text, today);
  return found?.rest === "" ? found.day : undefined;
}

function readChoice({ choices = [] }: LedgerField, text: string): ReadField {
  const digit = /^([1-9]\d?)[.、)）号]?$/.exec(text.normalize("NFKC"))?.[1];
  const byDigit = digit === undefined ? undefined : choices[Number(digit) - 1];
  const named = choices.filter((one) => one === text || one.includes(text));
  const found = byDigit ?? choices.find((one) => one === text) ?? (named.length === 1 ? named[0] : undefined);
  return found === undefined ? { wrong: `回1到${choices.length}的一个数。` } : { value: found };
}

function readYesNo(text: string): ReadField {
  const plain = canonical(text).replace(/[\s\p{P}]/gu, "");
  if (/^(?:1|是的?|有的?|对的?|嗯|好的?|已|已经|要|行|yes)$/i.test(plain)) return { value: true };
  if (/^(?:2|不是|没有?|否|不|未|还没有?|不要|不用|no)$/i.test(plain)) return { value: false };
  return { wrong: "回「是」或「不是」。" };
}

function readNumber({ type, unit }: LedgerField, text: string): ReadField {
  const plain = text.normalize("NFKC").replace(/[,\s]/g, "");
  const [, digits] = /^(?:¥|￥)?(\d{1,12}(?:\.\d{1,2})?)\D{0,6}$/.exec(plain) ?? [];
  if (digits === undefined) return { wrong: `要写数字${unit ? `，单位是${unit}` : ""}。` };
  if (type === "money" && /万/.test(plain)) return { value: Math.round(Number(digits) * 1_000_000) / 100 };
  return { value: Number(digits) };
}

/** How a field's value is shown; of persons only that they are kept. `names`: of officers, by id. */
export function shownValue(
  field: Pick<LedgerField, "type" | "unit">,
  value: FieldValue | undefined,
  names: ReadonlyMap<string, string> = new Map(),
): string {
  if (!isFilled(value) || value === undefined) return "";
  switch (field.type) {
    case "yesno":
      return value === true ? "是" : "否";
    case "officer":
      return names.get(String(value)) ?? "（已离开）";
    case "person":
      return "已加密保存";
    case "pictures":
      return `${(value as readonly string[]).length}张`;
    case "voice":
      return `${(value as readonly string[]).length}段`;
    case "money":
      return `${Number(value)}${field.unit ?? "元"}`;
    case "number":
      return `${Number(value)}${field.unit ?? ""}`;
    default:
      return String(value);
  }
}

/** Whether a stored value is one that the field may hold: what nobody typed through `readField` is checked again. */
export function isAllowed(field: LedgerField, value: FieldValue): boolean {
  switch (field.type) {
    case "yesno":
      return typeof value === "boolean";
    case "number":
    case "money":
      return typeof value === "number" && Number.isFinite(value) && value >= 0;
    case "pictures":
    case "voice":
      return Array.isArray(value) && value.every((one) => typeof one === "string");
    case "choice":
      return typeof value === "string" && (field.choices ?? []).includes(value);
    case "date":
      return typeof value === "string" && addDays(value, 0) === value;
    case "time":
      return typeof value === "string" && /^([01]\d|2[0-3]):[0-5]\d$/.test(value);
    default:
      return typeof value === "string" && value.trim() !== "";
  }
}

/** What is asked for a field: its own words, or some made from its title; choices are numbered. */
export function questionFor(field: LedgerField, isOptional: boolean): string {
  const usual: Partial<Record<LedgerField["type"], string>> = {
    choice: `${field.title}？`,
    yesno: `${field.title}？回「是」或「不是」`,
    pictures: `${field.title}：发图片`,
    voice: `${field.title}：发语音`,
    date: `${field.title}：哪天？`,
    time: `${field.title}：几点？`,
  };
  const asks = field.ask ?? usual[field.type] ?? `${field.title}？`;
  const list = (field.choices ?? []).map((one, i) => `${i + 1} ${one}`);
  return [`${asks}${isOptional ? "（没有就回「跳过」）" : ""}`, ...list].join("\n");
}

/** Fields in which the text of the whole message may stand: the first long one, else the first text. */
export function textField({ fields }: Pick<Ledger, "fields">): LedgerField | undefined {
  return fields.find(({ type }) => type === "long") ?? fields.find(({ type }) => type === "text");
}
