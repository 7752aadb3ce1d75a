import type { payloads } from "wechaty-puppet";
import type { Address } from "../../domain/people.ts";
import type { InboundAttachment, InboundMessage } from "../channel.ts";
import { refOf } from "./media.ts";
import type { RemotePuppet } from "./puppet.ts";

/** `MessageType` of wechaty-puppet 1.21 (schemas/message.ts); numbers are part of its gRPC contract. */
export const messageType = {
  unknown: 0,
  attachment: 1,
  audio: 2,
  contact: 3,
  chatHistory: 4,
  emoticon: 5,
  image: 6,
  text: 7,
  location: 8,
  miniProgram: 9,
  groupNote: 10,
  transfer: 11,
  redEnvelope: 12,
  recalled: 13,
  url: 14,
  video: 15,
  post: 16,
} as const;

/** `ContactType.Official` of wechaty-puppet: newspapers, shops, services. */
const OFFICIAL = 2;

const attachmentKinds: Readonly<Record<number, InboundAttachment["kind"]>> = {
  [messageType.attachment]: "file",
  [messageType.audio]: "voice",
  [messageType.image]: "image",
  [messageType.video]: "video",
};

/** What nobody wrote: money, stickers, moments, group notes. */
const systemTypes: ReadonlySet<number> = new Set([
  messageType.emoticon,
  messageType.groupNote,
  messageType.transfer,
  messageType.redEnvelope,
  messageType.post,
]);

const systemTexts = [
  /^\[自动回复\]/,
  /^我通过了你的(朋友|好友)验证请求/,
  /^(你已添加了|以上是打招呼的内容|你们已经是好友)/,
  /^\[?(收到红包|微信红包|收到转账|微信转账|转账|语音通话|视频通话|未接)/,
  /^(.{0,30}拍了拍|"?.{0,40}"?(邀请|加入了群聊|撤回了一条消息))/,
];

/** Whether a text is one that WeChat or an answering machine wrote. */
export function isSystemText(text: string): boolean {
  return systemTexts.some((pattern) => pattern.test(text));
}

/** WeChat writes a quoted message into the text: 「name：words」, a line of dashes, then the answer. */
export function splitQuote(text: string): { text: string; quoted?: { text: string } } {
  const match = /^「[^：:\n]{1,60}[：:]\s?([\s\S]*?)」\n(?:- ){3,}-\n([\s\S]*)$/.exec(text);
  return match ? { text: match[2] ?? "", quoted: { text: match[1] ?? "" } } : { text };
}

/** Takes the mention of `name` out of `text`; WeChat ends one with U+2005 or a blank. */
export function withoutMention(text: string, name: string): { text: string; mentioned: boolean } {
  if (name === "") return { text, mentioned: false };
  const literal = name.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
  const parts = text.split(new RegExp(`@${literal}(?:[\\u2005\\s:：,，]|$)`, "u"));
  return parts.length === 1 ? { text, mentioned: false } : { text: parts.join("").trim(), mentioned: true };
}

/** WeChat gives seconds, some puppets milliseconds; a missing time is now. */
export function messageTime(timestamp: number, now: Date): Date {
  if (!(timestamp > 0)) return now;
  return new Date(timestamp < 100_000_000_000 ? timestamp * 1000 : timestamp);
}

export interface Self {
  readonly id: string;
  readonly name: string;
}

/** Reads one message of another person; look-ups are only done where somebody waits for an answer. */
export async function readMessage(
  raw: payloads.Message,
  deps: {
    puppet: RemotePuppet;
    self: Self;
    now: Date;
    address(kind: Address["kind"], id: string): Address;
    channel: string;
    epoch: string;
  },
): Promise<InboundMessage> {
  const { puppet, self } = deps;
  const from = deps.address("user", raw.talkerId);
  const chat = raw.roomId ? deps.address("group", raw.roomId) : from;
  const quote = splitQuote(raw.text ?? "");
  const mention = withoutMention(quote.text, self.name);
  const mentionsMe =
    raw.roomId !== undefined && raw.roomId !== "" && (mention.mentioned || mentionIds(raw).includes(self.id));
  // Chatter in groups is none of the bot's business and must cost nothing (issue 4 item 6).
  const looksUp = !raw.roomId || mentionsMe;
  const sender = looksUp ? await puppet.contactPayload(raw.talkerId).catch(() => undefined) : undefined;
  const kind = attachmentKinds[raw.type] ?? (looksUp && (await isFile(raw, puppet)) ? "file" : undefined);
  const attachments: InboundAttachment[] = kind
    ? [
        {
          kind,
          ref: refOf({ epoch: deps.epoch, message: raw.id }),
          ...(raw.filename ? { name: raw.filename } : {}),
        },
      ]
    : [];
  const text = kind ? "" : looksUp ? await wordsOf(raw, mention.text, puppet) : mention.text;
  return {
    channel: deps.channel,
    id: raw.id,
    at: messageTime(raw.timestamp, deps.now),
    from,
    fromName: sender?.name ?? "",
    chat,
    text,
    attachments,
    mentionsMe,
    self: false,
    anonymous: false,
    system:
      systemTypes.has(raw.type) ||
      (raw.type === messageType.unknown && !kind) ||
      isSystemText(text) ||
      sender?.type === OFFICIAL,
    ...(quote.quoted ? { quoted: quote.quoted } : {}),
  };
}

function mentionIds(raw: payloads.Message): readonly string[] {
  return ("mentionIdList" in raw ? raw.mentionIdList : undefined) ?? [];
}

/** PDF and XLSX arrive as type Unknown; so does what no file is behind. Only the puppet can tell. */
async function isFile(raw: payloads.Message, puppet: RemotePuppet): Promise<boolean> {
  if (raw.type !== messageType.unknown) return false;
  return puppet.messageFile(raw.id).then(
    () => true,
    () => false,
  );
}

const cardNames: Readonly<Record<number, string>> = {
  [messageType.url]: "〔链接〕",
  [messageType.location]: "〔位置〕",
  [messageType.miniProgram]: "〔小程序〕",
  [messageType.contact]: "〔名片〕",
  [messageType.chatHistory]: "〔聊天记录〕",
  [messageType.emoticon]: "〔表情〕",
};

/** Cards come as XML: said in words instead. */
async function wordsOf(raw: payloads.Message, text: string, puppet: RemotePuppet): Promise<string> {
  try {
    switch (raw.type) {
      case messageType.url: {
        const link = await puppet.messageUrl(raw.id);
        return `〔链接〕${link.title} ${link.url}`;
      }
      case messageType.location: {
        const place = await puppet.messageLocation(raw.id);
        return `〔位置〕${place.name} ${place.address}`;
      }
      case messageType.miniProgram: {
        const card = await puppet.messageMiniProgram(raw.id);
        return `〔小程序〕${card.title ?? ""}`;
      }
      case messageType.unknown:
      case messageType.text:
        return text;
      default:
        return cardNames[raw.type] ?? "";
    }
  } catch {
    return cardNames[raw.type] ?? "";
  }
}
