import type {
  BaseMessage,
  FileContent,
  MixedContent,
  QuoteContent,
  VoiceContent,
} from "@wecom/aibot-node-sdk";
import type { Address } from "../../domain/people.ts";
import type { InboundAttachment, InboundMessage } from "../channel.ts";
import { writeRef } from "./media.ts";

/** What of a message the channel reads; anything may be missing. */
type Body = Partial<BaseMessage>;

/** Reads a message of a person. `undefined` where nobody is named who sent it. */
export function readMessage(body: Body, channel: string, now: Date): InboundMessage | undefined {
  const from = body.from?.userid;
  if (!from || !body.msgid) return undefined;
  const address = (kind: Address["kind"], id: string): Address => ({ channel, epoch: "", kind, id });
  const isGroup = body.chattype === "group" && body.chatid !== undefined;
  const { text, attachments, unreadable } = contentOf(body);
  const quoted = quotedText(body.quote);
  return {
    channel,
    id: body.msgid,
    at: timeOf(body.create_time, now),
    from: address("user", from),
    // The network gives no name: officers have one in the roster.
    fromName: from,
    chat: isGroup ? address("group", body.chatid ?? "") : address("user", from),
    text: isGroup ? withoutMention(text) : text,
    attachments,
    // A group is heard only where the bot is mentioned.
    mentionsMe: isGroup,
    self: false,
    anonymous: false,
    system: false,
    ...(unreadable ? { unreadable } : {}),
    ...(quoted ? { quoted: { text: quoted } } : {}),
  };
}

/** Seconds since 1970; the present where it says none, or nonsense. */
function timeOf(seconds: number | undefined, now: Date): Date {
  return seconds !== undefined && seconds > 1_000_000_000 ? new Date(seconds * 1000) : now;
}

/**
 * Without the mention of the bot, whose name the network does not tell: the one at the beginning or, where none stands
 * there, the only one.
 */
export function withoutMention(text: string): string {
  const first = text.replace(/^[\s\u2005]*@[^\s\u2005@]+(?:[\s\u2005]+|$)/, "");
  if (first !== text) return first.trim();
  const mentions = text.match(MENTION) ?? [];
  return mentions.length === 1 ? text.replace(MENTION, " ").trim() : text;
}
const MENTION = /(?:^|[\s\u2005])@[^\s\u2005@]+(?=[\s\u2005]|$)/g;

interface Read {
  readonly text: string;
  readonly attachments: readonly InboundAttachment[];
  readonly unreadable?: readonly string[];
}

function contentOf(body: Body): Read {
  const media = (kind: InboundAttachment["kind"], content: Partial<FileContent> | undefined): Read =>
    content?.url
      ? { text: "", attachments: [{ kind, ref: writeRef({ url: content.url, aesKey: content.aeskey }) }] }
      : { text: "", attachments: [], unreadable: [String(body.msgtype)] };
  switch (body.msgtype) {
    case "text":
      return { text: body.text?.content ?? "", attachments: [] };
    case "voice": {
      // It comes as the words that were said; the sound where the network gives it.
      const voice: Partial<VoiceContent & FileContent> = body.voice ?? {};
      const sound = voice.url ? media("voice", voice).attachments : [];
      const text = voice.content ?? "";
      return text || sound.length > 0 ? { text, attachments: sound } : media("voice", undefined);
    }
    case "image":
    case "video":
    case "file":
      return media(body.msgtype, body[body.msgtype]);
    case "mixed":
      return joined(
        (body.mixed as Partial<MixedContent> | undefined)?.msg_item?.map(contentOf as never) ?? [],
      );
    default:
      return { text: "", attachments: [], unreadable: [String(body.msgtype)] };
  }
}

function joined(parts: readonly Read[]): Read {
  const unreadable = parts.flatMap((part) => part.unreadable ?? []);
  return {
    text: parts
      .map(({ text }) => text)
      .filter(Boolean)
      .join("\n"),
    attachments: parts.flatMap(({ attachments }) => attachments),
    ...(unreadable.length > 0 || parts.length === 0 ? { unreadable: [...unreadable, "mixed"] } : {}),
  };
}

function quotedText(quote: QuoteContent | undefined): string | undefined {
  if (!quote) return undefined;
  const { text } = contentOf(quote as unknown as Body);
  return text || undefined;
}
