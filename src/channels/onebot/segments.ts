import { shorten } from "../../lib/graphemes.ts";
import { cardText, plain, readCard } from "../cards.ts";
import type { InboundAttachment } from "../channel.ts";
import type { Segment } from "./cq.ts";
import { type MediaRef, writeRef } from "./media-ref.ts";
import { isSticker, mediaAttachment, mediaKinds, mediaNames } from "./segment-media.ts";
import { record, toSegments } from "./to-segments.ts";

/** What a message says, told for people; `mentions` are account ids, `all` apart. */
export interface Reading {
  text: string;
  attachments: InboundAttachment[];
  mentions: string[];
  quote?: { id: string } | undefined;
  /** Nothing but red packets, nudges and the like. */
  readonly system: boolean;
  /** Types of what nothing could be made of; `empty` for a message without anything in it. */
  unreadable: string[];
}

/** Forwarded conversations nest; what lies deeper, or comes later, is said to be left out. */
const DEEPEST = 4;
const MOST_NODES = 300;
const MOST_ATTACHMENTS = 30;
const LONGEST = 20_000;

/** What one reading may still take in, of all that is nested in it. */
interface Allowance {
  nodes: number;
  attachments: number;
  characters: number;
}

interface Context {
  /** Where the message was written, needed later to ask for its files. */
  readonly peer: MediaRef["peer"];
  readonly self: string;
  readonly depth: number;
  readonly left: Allowance;
  readonly into: Reading;
}

/** Reads all that is in a message, in its forwarded conversations too. A mention of `self` is no text. Never throws. */
export function readSegments(segments: readonly Segment[], peer: MediaRef["peer"], self: string): Reading {
  const system = segments.length > 0 && segments.every(({ type }) => systemTypes.has(type));
  const into: Reading = { text: "", attachments: [], mentions: [], system, unreadable: [] };
  const left = { nodes: MOST_NODES, attachments: MOST_ATTACHMENTS, characters: LONGEST };
  const { text, said } = readAll(segments, { peer, self, depth: 0, left, into });
  // A place-holder for what cannot be read says nothing where it is all there is.
  into.text = said ? text.trim() : "";
  if (into.text === "" && into.attachments.length === 0 && into.unreadable.length === 0)
    into.unreadable.push("empty");
  return into;
}

/** The lines of a forwarded conversation that was fetched by itself: who, and what. */
export function forwardLines(nodes: readonly unknown[], peer: MediaRef["peer"]): string[] {
  const into: Reading = { text: "", attachments: [], mentions: [], system: false, unreadable: [] };
  const left = { nodes: MOST_NODES, attachments: 0, characters: 10 * LONGEST };
  return readNodes(nodes, { peer, self: "", depth: 0, left, into }) ?? [];
}

/** `said`: something in it could be read. */
function readAll(segments: readonly Segment[], context: Context): { text: string; said: boolean } {
  let text = "";
  let said = false;
  const nodes: unknown[] = [];
  for (const segment of segments) {
    if (segment.type === "node") nodes.push(segment);
    else {
      const part = readOne(segment, context);
      text += part ?? UNREADABLE;
      said ||= part !== undefined && part !== "";
      if (part === undefined) context.into.unreadable.push(segment.type.slice(0, 20) || "none");
    }
  }
  if (nodes.length === 0) return { text, said };
  const lines = readNodes(nodes, context);
  if (!lines) {
    context.into.unreadable.push("node");
    return { text: text + UNREADABLE, said };
  }
  return { text: `${text}${conversation(lines, context.depth)}`, said: true };
}

const TOO_DEEP = "[聊天记录，太深，里面的没有读]";
const UNREADABLE = "[看不了的消息]";

/** `undefined`: nothing can be made of it. */
function readOne({ type, data }: Segment, context: Context): string | undefined {
  const { into, self, depth } = context;
  const media = mediaKinds[type];
  if (media && !(type === "image" && isSticker(data))) return medium(media, data, context);
  switch (type) {
    case "text":
      return typeof data.text === "string" || typeof data.text === "number" ? String(data.text) : undefined;
    case "at":
      return mention(data, depth === 0 ? into : undefined, self);
    case "reply":
      if (depth === 0 && plain(data.id)) into.quote = { id: plain(data.id) };
      return "";
    case "forward":
      return forward(data, context);
    case "location":
      return place(data);
    case "json":
    case "xml":
    case "ark":
      return cardText(readCard(data.data ?? data.content ?? data)) || undefined;
    case "share":
      return cardText(readCard(data), "链接") || undefined;
    case "music":
    case "miniapp":
    case "contact":
      return (
        cardText(readCard(data), names[type]) ||
        (plain(data.id) && `[${names[type]}] ${plain(data.id)}`) ||
        undefined
      );
    case "markdown":
    case "tts":
      return plain(data.content) || plain(data.text) || plain(data.markdown) || undefined;
    case "anonymous":
    case "keyboard":
      return "";
    default:
      return names[type] === undefined ? undefined : `[${names[type]}]`;
  }
}

/** What the network does for somebody: never something said. Machines' texts are the app's to tell. */
const systemTypes = new Set(["redbag", "wallet", "gift", "poke", "shake"]);

const names: Partial<Record<string, string>> = {
  face: "表情",
  mface: "表情",
  bface: "表情",
  sface: "表情",
  image: "动画表情",
  rps: "猜拳",
  dice: "骰子",
  redbag: "红包",
  wallet: "红包",
  gift: "礼物",
  poke: "戳一戳",
  shake: "窗口抖动",
  contact: "推荐名片",
  music: "音乐",
  miniapp: "小程序",
};

/** Becomes an attachment, also out of a forwarded conversation, where the line names it. */
function medium(
  kind: InboundAttachment["kind"],
  data: Segment["data"],
  { into, peer, left, depth }: Context,
): string | undefined {
  const found = mediaAttachment(kind, data, peer);
  if (!found) return undefined;
  const label = `[${mediaNames[kind]}${kind === "file" && found.name ? ` ${found.name}` : ""}`;
  if (left.attachments-- <= 0) return `${label}，没有收]`;
  into.attachments.push(found);
  return depth === 0 ? "" : `${label}]`;
}

function mention(data: Segment["data"], into: Reading | undefined, self: string): string | undefined {
  const qq = plain(data.qq);
  if (qq === "") return undefined;
  into?.mentions.push(qq);
  if (qq === self && into) return "";
  const name = plain(data.name).replace(/^@/, "") || qq;
  return qq === "all" ? "@全体成员 " : `@${name} `;
}

/** A forwarded conversation: its words and media where they are inline, else a file to be fetched. */
function forward(data: Segment["data"], context: Context): string | undefined {
  const { into, peer, left, depth } = context;
  const id = plain(data.id) || plain(data.resid);
  if (Array.isArray(data.content) && data.content.length > 0) {
    if (depth >= DEEPEST) return TOO_DEEP;
    const lines = readNodes(data.content, context);
    if (lines) return conversation(lines, depth);
  }
  const preview = Array.isArray(data.preview) ? data.preview.map(plain) : [];
  if (id && left.attachments-- > 0) {
    const name = "聊天记录.txt";
    into.attachments.push({ kind: "file", name, ref: writeRef({ kind: "forward", peer, id, name }) });
  } else if (preview.length === 0) return undefined;
  return conversation(preview, depth);
}

function conversation(lines: readonly string[], depth: number): string {
  const indent = "  ".repeat(depth);
  return `[聊天记录]${lines.map((line) => `\n${indent}${line}`).join("")}`;
}

/** Each entry: who, and what. Absent where nothing in any of them can be read. */
function readNodes(nodes: readonly unknown[], context: Context): string[] | undefined {
  const { left } = context;
  const lines: string[] = [];
  let someSaid = false;
  for (const [index, node] of nodes.entries()) {
    if (left.nodes-- <= 0 || left.characters <= 0) {
      lines.push(`（太长，后面${nodes.length - index}条没有读）`);
      break;
    }
    const { line, said } = readNode(node, context);
    someSaid ||= said;
    lines.push(shorten(line, left.characters));
    left.characters -= line.length;
  }
  return someSaid ? lines : undefined;
}

/** Nodes come as segments, as entries of a history, or as one inside the other. */
function readNode(node: unknown, context: Context): { line: string; said: boolean } {
  const outer = record(node);
  const inner = { ...outer, ...record(outer.data) };
  const { nickname, card } = record(inner.sender);
  const who = [card, nickname, inner.nickname, inner.name].map(plain).find(Boolean) ?? "";
  const segments = toSegments(inner.message ?? inner.content ?? inner.raw_message);
  const tooDeep = context.depth >= DEEPEST && segments.some(({ type }) => type === "node");
  if (tooDeep) return { line: `${who}：${TOO_DEEP}`, said: true };
  const { text, said } = readAll(segments, { ...context, depth: context.depth + 1 });
  return { line: `${who}：${text.trim() || UNREADABLE}`, said };
}

function place(data: Segment["data"]): string | undefined {
  // Whatever its fields are called, and where it is written as JSON: as in a card.
  const [found] = readCard(data).places;
  const where = found ?? [plain(data.title), plain(data.content)].filter(Boolean).join(" ");
  return where === "" ? undefined : `[位置] ${where}`;
}
