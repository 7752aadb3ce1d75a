import type { Delivery } from "../domain/deliveries.ts";

type Notice = Pick<Delivery, "text" | "paced" | "report">;

/** As many rows as a list in chat may have. */
const ROWS = 8;
/** Numbers that the last line of a brief names. */
const NAMED = 4;

/**
 * Joins notices into one message. Notices that differ only in their first line share the rest: ten new reports become
 * ten lines and one line that says what to do. What is said twice stands there once. Of paced ones the first seven are
 * named, new reports last, and those beyond are counted; what is about no report is never only counted.
 */
export function mergeNotices(notices: readonly Notice[]): string {
  const all = unique(notices).sort(filedLast);
  const countable = all.filter(({ paced, report }) => paced !== undefined && report !== undefined);
  const counted = countable.length > ROWS ? countable.slice(ROWS - 1) : [];
  const named = joined(all.filter((one) => !counted.includes(one)).map(({ text }) => text));
  return counted.length > 0 ? `${named}\n${countLine(counted)}` : named;
}

/** What stands at the end of a brief of the reports of which an officer was still to hear. */
export function moreInBrief(numbers: readonly string[]): string {
  if (numbers.length === 0) return "";
  const named = numbers.slice(0, NAMED).join("、");
  return `另有新消息：${named}${numbers.length > NAMED ? `等${numbers.length}件` : ""}。`;
}

function countLine(counted: readonly Notice[]): string {
  const isFiled = counted.every(({ paced }) => paced === "filed");
  return `${isFiled ? `又新收${counted.length}件` : `还有${counted.length}条`}，发「/列表」看。`;
}

function filedLast(a: Notice, b: Notice): number {
  return Number(a.paced === "filed") - Number(b.paced === "filed");
}

/** Of those of the same text the first. */
function unique(notices: readonly Notice[]): Notice[] {
  return [...new Map(notices.toReversed().map((one) => [one.text, one])).values()].toReversed();
}

function joined(texts: readonly string[]): string {
  const [only, ...more] = texts;
  if (only !== undefined && more.length === 0) return only;
  const headsByRest = new Map<string, string[]>();
  for (const text of texts) {
    const [head = "", ...rest] = text.split("\n");
    const tail = rest.join("\n");
    headsByRest.set(tail, [...(headsByRest.get(tail) ?? []), head]);
  }
  return [...headsByRest].flatMap(([tail, heads]) => (tail ? [...heads, tail] : heads)).join("\n");
}
