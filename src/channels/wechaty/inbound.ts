import type { payloads } from "wechaty-puppet";
import type { Address } from "../../domain/people.ts";
import type { Clock } from "../../lib/clock.ts";
import type { InboundAttachment, InboundMessage } from "../channel.ts";
import { isCard, wordsOf } from "./cards.ts";
import { refOf } from "./media.ts";
import { messageType } from "./message-type.ts";
import { type RemotePuppet, wordsOfError } from "./puppet.ts";
import { within } from "./waiting.ts";

/** `ContactType.Official` of wechaty-puppet: newspapers, shops, services. */
const OFFICIAL = 2;

const attachmentKinds: Readonly<Record<number, InboundAttachment["kind"]>> = {
  [messageType.attachment]: "file",
  [messageType.audio]: "voice",
  [messageType.image]: "image",
  [messageType.video]: "video",
};

/** What nobody wrote: money, stickers, group notes. */
const systemTypes: ReadonlySet<number> = new Set([
  messageType.emoticon,
  messageType.groupNote,
  messageType.transfer,
  messageType.redEnvelope,
]);

/** Whole messages only: a pattern that also fits a person's words would lose a report. */
const systemTexts = [
  /^\[自动回复\]/,
  /^我通过了你的(朋友|好友)验证请求，现在我们可以开始聊天了$/,
  /^你已添加了.{1,40}，现在可以开始聊天了。?$/,
  /^(以上是打招呼的内容|收到红包，请在手机上查看)$/,
  /^\[(微信红包|转账)\].{0,20}$/,
  /^\[(语音|视频)通话\] ?(通话时长 ?[\d:]+|已取消|对方已取消|对方无应答|对方忙线中|未应答)$/,
  /^["“][^"“”]{1,40}["”] ?撤回了一条消息$/,
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

/** A conversation waits so long for what a message needs looked up, and goes on without it. */
const LOOKUP_LIMIT_MS = 15_000;
type Ask = <T>(call: Promise<T>) => Promise<T>;

/** The id of the message that a recall takes back: plain, or in WeChat's own XML (wechat4u). */
export function recalledId(text: string): string {
  return /(?:<|&lt;)msgid(?:>|&gt;)(\d+)/.exec(text)?.[1] ?? text;
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
    clock: Clock;
    address(kind: Address["kind"], id: string): Address;
    channel: string;
    epoch: string;
    /** It may be a replay of what was said before the login. */
    past: boolean;
  },
): Promise<InboundMessage> {
  const { puppet, self, clock } = deps;
  const ask: Ask = (call) => within(clock, LOOKUP_LIMIT_MS, call);
  const from = deps.address("user", raw.talkerId);
  const chat = raw.roomId ? deps.address("group", raw.roomId) : from;
  const quote = splitQuote(raw.text ?? "");
  const mention = raw.roomId ? withoutMention(quote.text, self.name) : { text: quote.text, mentioned: false };
  const mentionsMe = mention.mentioned || (chat.kind === "group" && mentionIds(raw).includes(self.id));
  // Chatter in groups is none of the bot's business and must cost nothing (issue 4 item 6).
  const looksUp = !raw.roomId || mentionsMe;
  const sender = looksUp ? await ask(puppet.contactPayload(raw.talkerId)).catch(() => undefined) : undefined;
  const kind =
    attachmentKinds[raw.type] ?? (looksUp && (await isFile(raw, puppet, ask)) ? "file" : undefined);
  const attachments: InboundAttachment[] = kind
    ? [
        {
          kind,
          ref: refOf({ epoch: deps.epoch, message: raw.id }),
          ...(raw.filename ? { name: raw.filename } : {}),
        },
      ]
    : [];
  const words = kind ? "" : looksUp ? await wordsOf(raw, mention.text, puppet, ask) : mention.text;
  const text = words ?? "";
  const isReadable = kind !== undefined || (words !== undefined && words.trim() !== "") || mentionsMe;
  return {
    channel: deps.channel,
    id: raw.id,
    at: messageTime(raw.timestamp, clock.now()),
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
      (raw.type === messageType.unknown && !kind && !isCard(raw)) ||
      isSystemText(text) ||
      sender?.type === OFFICIAL,
    ...(isReadable ? {} : { unreadable: [typeNames.get(raw.type) ?? "unnamed"] }),
    ...(deps.past ? { past: true } : {}),
    ...(quote.quoted ? { quoted: quote.quoted } : {}),
  };
}

const typeNames = new Map<number, string>(Object.entries(messageType).map(([name, type]) => [type, name]));

function mentionIds(raw: payloads.Message): readonly string[] {
  return ("mentionIdList" in raw ? raw.mentionIdList : undefined) ?? [];
}

/** How puppets word that there is no file behind a message. */
const NO_FILE = /(un|not )support|not a file|no file|no url for type/i;

/**
 * PDF and XLSX arrive as type Unknown; so does what no file is behind. Where there is no file name only the puppet can
 * tell; where it does not, it is taken for a file, and the download tells.
 */
async function isFile(raw: payloads.Message, puppet: RemotePuppet, ask: Ask): Promise<boolean> {
  if (raw.type !== messageType.unknown) return false;
  if (raw.filename) return true;
  return ask(puppet.messageFile(raw.id)).then(
    () => true,
    (error) => !NO_FILE.test(wordsOfError(error)),
  );
}
