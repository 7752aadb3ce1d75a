import type { InboundAttachment } from "../channel.ts";
import { parseCq, type Segment } from "./cq.ts";
import { type MediaRef, writeRef } from "./media-ref.ts";

/** What a message says, told for people; `mentions` are account ids, `all` apart. */
export interface Reading {
  text: string;
  attachments: InboundAttachment[];
  mentions: string[];
  quote?: { id: string } | undefined;
  /** Nothing but red packets, nudges and the like. */
  readonly system: boolean;
}

/** Array, CQ string or (seen) a lone segment; anything else is no segment at all. */
export function toSegments(message: unknown): Segment[] {
  if (typeof message === "string") return parseCq(message);
  const list = Array.isArray(message) ? message : [message];
  return list.flatMap((entry): Segment[] => {
    if (typeof entry !== "object" || entry === null || typeof entry.type !== "string") return [];
    const data = typeof entry.data === "object" && entry.data !== null ? entry.data : {};
    return [{ type: entry.type, data }];
  });
}

/** `peer`: where the message was written, needed later to ask for its files. A mention of `self` is no text. */
export function readSegments(segments: readonly Segment[], peer: MediaRef["peer"], self: string): Reading {
  const system = segments.length > 0 && segments.every(({ type }) => systemTypes.has(type));
  const reading: Reading = { text: "", attachments: [], mentions: [], system };
  for (const { type, data } of segments) {
    const media = mediaKinds[type];
    if (media && !(type === "image" && isSticker(data)))
      reading.attachments.push(attachment(media, data, peer));
    else if (type === "text") reading.text += str(data.text);
    else if (type === "at") mention(reading, data, self);
    else if (type === "reply") reading.quote = str(data.id) ? { id: str(data.id) } : undefined;
    else if (type === "forward") forward(reading, data, peer);
    else reading.text += describe(type, data);
  }
  reading.text = reading.text.trim();
  return reading;
}

const mediaKinds: Partial<Record<string, InboundAttachment["kind"]>> = {
  image: "image",
  record: "voice",
  video: "video",
  file: "file",
};

/** What the network does for somebody: never something said. Machines' texts are the app's to tell. */
const systemTypes = new Set(["redbag", "wallet", "gift", "poke", "shake"]);

const names: Partial<Record<string, string>> = {
  face: "表情",
  mface: "表情",
  bface: "表情",
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

/** Stickers arrive as pictures of another sub-type; a sticker is no evidence. */
function isSticker(data: Segment["data"]): boolean {
  // NapCat: a sticker of the shop is an image with these and no sub-type.
  if (str(data.emoji_id) || str(data.emoji_package_id)) return true;
  const sub = str(data.sub_type ?? data.subType);
  return sub !== "" && sub !== "0" && /表情/.test(str(data.summary));
}

function attachment(
  kind: InboundAttachment["kind"],
  data: Segment["data"],
  peer: MediaRef["peer"],
): InboundAttachment {
  const name = str(data.name) || str(data.file_name) || (kind === "file" ? str(data.file) : "");
  const size = Number(str(data.file_size) || Number.NaN);
  const url = str(data.url) || (/^https?:/.test(str(data.file)) ? str(data.file) : "");
  const id = str(data.file_id) || str(data.id);
  return {
    kind,
    ref: writeRef({
      kind,
      peer,
      ...(url && { url }),
      ...(str(data.file) && { file: str(data.file) }),
      ...(id && { id }),
      ...(name && { name }),
      ...(Number.isFinite(size) && size >= 0 && { size }),
    }),
    ...(name && { name }),
    ...(Number.isFinite(size) && size >= 0 && { size }),
  };
}

function mention(reading: Reading, data: Segment["data"], self: string): void {
  const qq = str(data.qq);
  reading.mentions.push(qq);
  if (qq === self) return;
  const name = str(data.name).replace(/^@/, "") || qq;
  reading.text += qq === "all" ? "@全体成员 " : `@${name} `;
}

/** A forwarded conversation: its words where they are inline, else a file to be fetched. */
function forward(reading: Reading, data: Segment["data"], peer: MediaRef["peer"]): void {
  const nodes = Array.isArray(data.content) ? data.content : [];
  const lines = nodes.flatMap((node) => {
    const line = readNode(node);
    return line ? [line] : [];
  });
  reading.text += `[聊天记录]${lines.map((line) => `\n${line}`).join("")}`;
  if (lines.length > 0 || !str(data.id)) return;
  const name = "聊天记录.txt";
  reading.attachments.push({
    kind: "file",
    name,
    ref: writeRef({ kind: "forward", peer, id: str(data.id), name }),
  });
}

/** One line of a forwarded conversation: who, and what. */
export function readNode(node: unknown): string {
  if (typeof node !== "object" || node === null) return "";
  const { sender, message, content, data } = node as Record<string, unknown>;
  if (typeof data === "object" && data !== null && !message) return readNode(data);
  const who =
    typeof sender === "object" && sender !== null ? str((sender as { nickname?: unknown }).nickname) : "";
  const said = toSegments(message ?? content).map((s) =>
    s.type === "text" ? str(s.data.text) : describe(s.type, s.data),
  );
  return `${who}：${said.join("")}`;
}

function describe(type: string, data: Segment["data"]): string {
  if (type === "location") return place(str(data.title), str(data.content), str(data.lat), str(data.lon));
  if (type === "json") return card(str(data.data));
  if (type === "markdown") return str(data.content);
  if (type === "share") return `[链接] ${str(data.title)} ${str(data.url)}`.trimEnd();
  return `[${names[type] ?? `暂不支持的消息 ${type.slice(0, 20)}`}]`;
}

function place(title: string, address: string, lat: string, lon: string): string {
  const where = [title, address, lat && lon ? `(${lat},${lon})` : ""].filter(Boolean).join(" ");
  return `[位置] ${where}`.trimEnd();
}

/** A card is a location, or something whose prompt says what it is. */
function card(json: string): string {
  try {
    const value = JSON.parse(json);
    const location = value.meta?.["Location.Search"];
    if (location)
      return place(str(location.name), str(location.address), str(location.lat), str(location.lng));
    return `[卡片] ${str(value.prompt) || str(value.desc)}`.trimEnd();
  } catch {
    return "[卡片]";
  }
}

/** Numbers and strings as a string; anything else is nothing. */
function str(value: unknown): string {
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
}
