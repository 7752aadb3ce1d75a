/**
 * PostgreSQL holds neither U+0000 nor halves of characters, which what people send may have. Each is kept as U+FFFF,
 * which stands for no character, and four hexadecimal digits.
 */
const strange = /[\0\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const kept = /\uffff([0-9a-f]{4})/g;

export function toPlain(text: string): string {
  return text.replace(strange, (char) => `\uffff${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

export function fromPlain(text: string): string {
  if (!text.includes("\uffff")) return text;
  return text.replace(kept, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

/** JSON text of a row that PostgreSQL takes. */
export function encodeRow(row: object): string {
  const json = JSON.stringify(row);
  if (!/\\u0000|\\ud[89a-f]|\uffff/.test(json)) return json;
  return JSON.stringify(mapTexts(row, toPlain));
}

export function decodeRow<T>(json: string): T {
  const row = JSON.parse(json) as T;
  return json.includes("\uffff") ? mapTexts(row, fromPlain) : row;
}

function mapTexts<T>(value: T, change: (text: string) => string): T {
  if (typeof value === "string") return change(value) as T;
  if (Array.isArray(value)) return value.map((one) => mapTexts(one, change)) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [change(key), mapTexts(one, change)]),
  ) as T;
}
