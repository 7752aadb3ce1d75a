import type { payloads } from "wechaty-puppet";
import { parseCard, plain, readCard } from "../cards.ts";
import { readRecord } from "./chat-record.ts";
import { messageType } from "./message-type.ts";
import type { RemotePuppet } from "./puppet.ts";

type Ask = <T>(call: Promise<T>) => Promise<T>;

/** A card of a kind that the puppet does not know: somebody sent it, as against the network's own notices. */
export function isCard(raw: payloads.Message): boolean {
  return /(?:<|&lt;)appmsg/.test(raw.text ?? "");
}

const cardNames: Readonly<Record<number, string>> = {
  [messageType.url]: "〔链接〕",
  [messageType.location]: "〔位置〕",
  [messageType.miniProgram]: "〔小程序〕",
  [messageType.contact]: "〔名片〕",
  [messageType.chatHistory]: "〔聊天记录〕",
  [messageType.emoticon]: "〔表情〕",
  [messageType.post]: "〔视频号〕",
  [messageType.unknown]: "〔卡片〕",
};

/** Cards come as XML, and the puppet may say more of them: told in words. `undefined`: nothing can be made of it. */
export async function wordsOf(
  raw: payloads.Message,
  text: string,
  puppet: RemotePuppet,
  ask: Ask,
): Promise<string | undefined> {
  const name = cardNames[raw.type];
  if (raw.type === messageType.text || (raw.type === messageType.unknown && !isCard(raw))) return text;
  if (name === undefined || raw.type === messageType.emoticon) return name ?? "";
  const card = parseCard(unescaped(text));
  // What is not XML is what the puppet made of it: a title, or an excuse.
  const title = card || /^\s*(?:<|&lt;)/.test(text) || text.includes("不支持展示") ? undefined : text;
  const told = await sayMore(raw, puppet, ask).catch(() => undefined);
  if (raw.type === messageType.chatHistory) {
    const lines = readRecord(card);
    if (lines.length > 0) return `${name}${lines.map((line) => `\n${line}`).join("")}`;
  }
  if (raw.type === messageType.location) {
    const place = placeOf(told) || placeOf(locationIn(card)) || title;
    return place ? `${name}${place}` : undefined;
  }
  const { words, links, places } = readCard([told, { title }, card]);
  const all = [...words, ...places, ...links].join(" ");
  if (all === "" && raw.type === messageType.post) return name;
  return all === "" ? undefined : `${name}${all}`;
}

/** What the puppet knows of a card beside its text. */
function sayMore(raw: payloads.Message, puppet: RemotePuppet, ask: Ask): Promise<unknown> {
  switch (raw.type) {
    case messageType.url:
      return ask(puppet.messageUrl(raw.id));
    case messageType.location:
      return ask(puppet.messageLocation(raw.id));
    case messageType.miniProgram:
      return ask(puppet.messageMiniProgram(raw.id)).then(({ title, description }) => ({
        title,
        description,
      }));
    case messageType.contact:
      return ask(puppet.messageContact(raw.id))
        .then((id) => ask(puppet.contactPayload(id)))
        .then(({ name }) => ({ name }));
    default:
      return Promise.resolve(undefined);
  }
}

/** `<location label="address" poiname="name" x="lat" y="lng"/>`, WeChat's own XML of a place. */
function locationIn(card: unknown): unknown {
  const { msg, location } = record(card);
  return location ?? record(msg).location;
}

function placeOf(value: unknown): string {
  const { name, poiname, address, label, latitude, longitude, x, y } = record(value);
  const [lat, lng] = [plain(latitude ?? x), plain(longitude ?? y)];
  const where = [plain(name ?? poiname), plain(address ?? label), lat && lng ? `(${lat},${lng})` : ""];
  return where.filter(Boolean).join(" ");
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

/** Some puppets give the XML escaped as a whole. `&amp;` last: `&amp;lt;` is the text `&lt;`. */
function unescaped(text: string): string {
  if (!/^\s*&lt;/.test(text)) return text;
  return text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&apos;", "'")
    .replaceAll("&amp;", "&");
}
