import { cardText, parseCard, plain, readCard } from "../cards.ts";

const DEEPEST = 4;
const MOST_ITEMS = 300;

/** `datatype` of WeChat's records, for what is no text: media of a record cannot be fetched, which is said. */
const media: Readonly<Record<string, string>> = { 2: "图片", 3: "语音", 4: "视频", 8: "文件" };

/**
 * The lines of a forwarded conversation (`recordinfo`, XML within the XML of the card): who, and what; conversations in
 * it, links and places too. Bounded; says where it stops. Empty where there is none.
 */
export function readRecord(card: unknown): string[] {
  let left = MOST_ITEMS;

  function linesOf(found: Record<string, unknown>, depth: number): string[] {
    const items = list(record(found.datalist).dataitem);
    const lines: string[] = [];
    for (const [index, item] of items.entries()) {
      if (left-- <= 0) {
        lines.push(`（太长，后面${items.length - index}条没有读）`);
        break;
      }
      lines.push(`${plain(record(item).sourcename)}：${wordsOf(record(item), depth)}`);
    }
    return lines;
  }

  function wordsOf(item: Record<string, unknown>, depth: number): string {
    const type = plain(item.datatype);
    const name = plain(item.datatitle) || plain(item.datadesc);
    const kind = media[type];
    if (kind) return `[${kind}${type === "8" && name ? ` ${name}` : ""}，没有收]`;
    const nested = recordIn(item.recordxml);
    if (nested && depth >= DEEPEST) return "[聊天记录，太深，里面的没有读]";
    if (nested) {
      const indent = "  ".repeat(depth + 1);
      return `[聊天记录]${linesOf(nested, depth + 1)
        .map((line) => `\n${indent}${line}`)
        .join("")}`;
    }
    if (type === "1") return name;
    const { sourcename: _, sourcetime: __, ...said } = item;
    return cardText(readCard(said)) || "[看不了的消息]";
  }

  const found = recordIn(card);
  return found ? linesOf(found, 0) : [];
}

/** The record in a card, or in the text that holds one. */
function recordIn(value: unknown): Record<string, unknown> | undefined {
  const root = record(typeof value === "string" ? parseCard(value) : value);
  if (root.recordinfo !== undefined) return record(root.recordinfo);
  const { recorditem } = record(record(root.msg).appmsg ?? root.appmsg);
  const inner = record(typeof recorditem === "string" ? parseCard(recorditem) : recorditem);
  return inner.recordinfo === undefined ? undefined : record(inner.recordinfo);
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : value === undefined || value === "" ? [] : [value];
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
