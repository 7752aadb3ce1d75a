import type { Address } from "../../domain/people.ts";
import type { InboundMessage } from "../channel.ts";
import { eventTime, type OnebotEvent } from "./frames.ts";
import { readSegments, toSegments } from "./segments.ts";

/** All members who write anonymously share this account. */
const ANONYMOUS = "80000000";

export interface OwnMessage {
  readonly to: Address;
  readonly text: string;
  readonly id?: string;
  readonly at: Date;
}

export interface ReadingContext {
  readonly channel: string;
  readonly self: string;
  readonly now: Date;
  /** Text of an own message sent lately, by its network id: for quotes. */
  ownText(id: string): string | undefined;
}

/** A message event as the app knows it; `own` for what the account itself wrote; nothing for what is empty. */
export function readMessage(
  event: OnebotEvent,
  context: ReadingContext,
): { message: InboundMessage } | { own: OwnMessage } | undefined {
  const inGroup = event.message_type === "group";
  const { self } = context;
  if (!event.user_id || (inGroup && !event.group_id)) return undefined;
  const isOwn = event.post_type === "message_sent" || event.user_id === self;
  // An own direct message names its peer in target_id only; where that is the bot itself, nobody knows whom it went to.
  const peer = inGroup ? event.group_id : isOwn ? event.target_id : event.user_id;
  if (!peer || (isOwn && peer === self)) return undefined;

  const kind = inGroup ? "group" : "user";
  const via = event.sub_type === "group" && !inGroup ? (event.group_id ?? event.sender?.group_id) : undefined;
  const address: Address = { channel: context.channel, epoch: "", kind, id: peer };
  const chat: Address = via ? { ...address, via } : address;
  const read = readSegments(toSegments(event.message ?? event.raw_message), { kind, id: peer }, self);
  if (read.text === "" && read.attachments.length === 0) {
    // Only an address to the bot and no word is still a call for it.
    if (!read.mentions.includes(self)) return undefined;
  }
  const at = eventTime(event, context.now);
  const id = event.message_id ?? "";
  if (isOwn) return { own: { to: chat, text: read.text, at, ...(id && { id }) } };

  const quotedText = read.quote && context.ownText(read.quote.id);
  return {
    message: {
      channel: context.channel,
      id,
      at,
      from: inGroup ? { channel: context.channel, epoch: "", kind: "user", id: event.user_id } : chat,
      fromName: event.sender?.card || event.sender?.nickname || "",
      chat,
      text: read.text,
      attachments: read.attachments,
      mentionsMe: inGroup && (read.mentions.includes(self) || quotedText !== undefined),
      self: false,
      anonymous:
        event.sub_type === "anonymous" || event.anonymous !== undefined || event.user_id === ANONYMOUS,
      system: read.system,
      ...(read.quote && { quoted: { ...read.quote, ...(quotedText !== undefined && { text: quotedText }) } }),
    },
  };
}

/** A private file may come as a notice instead of a message. */
export function fileAsMessage(event: OnebotEvent): OnebotEvent | undefined {
  if (!event.file || !event.user_id) return undefined;
  const { id, name, size, url } = event.file;
  const data = { file: name, file_id: id, file_size: size, url };
  return {
    ...event,
    post_type: "message",
    message_type: "private",
    sub_type: "friend",
    message_id: `file:${id ?? name ?? ""}`,
    message: [{ type: "file", data }],
  };
}
