import type { payloads } from "wechaty-puppet";
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
};

/** Cards come as XML: said in words instead. */
export async function wordsOf(
  raw: payloads.Message,
  text: string,
  puppet: RemotePuppet,
  ask: Ask,
): Promise<string> {
  try {
    switch (raw.type) {
      case messageType.url: {
        const link = await ask(puppet.messageUrl(raw.id));
        return `〔链接〕${link.title} ${link.url}`;
      }
      case messageType.location: {
        const place = await ask(puppet.messageLocation(raw.id));
        return `〔位置〕${place.name} ${place.address}`;
      }
      case messageType.miniProgram: {
        const card = await ask(puppet.messageMiniProgram(raw.id));
        return `〔小程序〕${card.title ?? ""}`;
      }
      case messageType.post:
        return `〔视频号〕${titleOf(text)}`;
      case messageType.unknown:
        return isCard(raw) ? "〔看不了的卡片〕" : text;
      case messageType.text:
        return text;
      default:
        return cardNames[raw.type] ?? "";
    }
  } catch {
    // wechat4u cannot tell of a place; but it stands in the message.
    if (raw.type === messageType.location) return `〔位置〕${placeIn(text)}`;
    return cardNames[raw.type] ?? "";
  }
}

/** The title of a clip; WeChat puts an excuse there for clients that cannot show it. */
function titleOf(text: string): string {
  return /^\s*(<|&lt;)/.test(text) || text.includes("不支持展示") ? "" : text;
}

/** `<location label="address" poiname="name" …/>`: WeChat's own XML of a place, sometimes escaped as a whole. */
function placeIn(text: string): string {
  const xml = text.includes("<location") ? text : unescapeXml(text);
  const read = (name: string) => new RegExp(`\\s${name}="([^"]*)"`).exec(xml)?.[1] ?? "";
  return unescapeXml(`${read("poiname")} ${read("label")}`.trim());
}

/** `&amp;` last: `&amp;lt;` is the text `&lt;`. */
function unescapeXml(text: string): string {
  return text
    .replace(/&#(x[\da-f]{1,5}|\d{1,6});/gi, (_, code) => String.fromCodePoint(Number(`0${code}`)))
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&apos;", "'")
    .replaceAll("&amp;", "&");
}
