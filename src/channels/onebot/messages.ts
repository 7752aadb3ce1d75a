import { createHash } from "node:crypto";
import type { Address } from "../../domain/people.ts";
import type { InboundMessage } from "../channel.ts";
import type { Segment } from "./cq.ts";
import { eventTime, type OnebotEvent } from "./frames.ts";
import { readSegments } from "./segments.ts";

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

export type Read =
  | { readonly message: InboundMessage }
  | { readonly own: OwnMessage }
  | { readonly ignored: "other-kind" | "no-sender" };

/** A message event as the app knows it; `own` for what the account itself wrote. `segments` are those of the event. */
export function readMessage(event: OnebotEvent, segments: readonly Segment[], context: ReadingContext): Read {
  const kind = chatKinds[event.message_type ?? ""];
  if (!kind) return { ignored: "other-kind" };
  const inGroup = kind === "group";
  const { self } = context;
  if (!isAccount(event.user_id) || (inGroup && !isAccount(event.group_id))) return { ignored: "no-sender" };
  const isOwn = event.post_type === "message_sent" || event.user_id === self;
  // An own direct message names its peer in target_id only; where that is the bot itself, nobody knows whom it went to.
  const peer = inGroup ? event.group_id : isOwn ? event.target_id : event.user_id;
  if (!isAccount(peer) || (isOwn && peer === self)) return { ignored: "no-sender" };

  const via = inGroup ? undefined : temporaryGroup(event);
  const address: Address = { channel: context.channel, epoch: "", kind, id: peer };
  const chat: Address = via ? { ...address, via } : address;
  const read = readSegments(segments, { kind, id: peer }, self);
  const at = eventTime(event, context.now);
  const id = isAccount(event.message_id) ? event.message_id : "";
  if (isOwn) return { own: { to: chat, text: read.text, at, ...(id && { id }) } };

  const quotedText = read.quote && context.ownText(read.quote.id);
  return {
    message: {
      channel: context.channel,
      id: id || idByContent(segments),
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
      ...(read.unreadable.length > 0 && { unreadable: read.unreadable }),
      ...(read.quote && { quoted: { ...read.quote, ...(quotedText !== undefined && { text: quotedText }) } }),
    },
  };
}

/** A closed set: guilds, discussions and what comes next are neither, and nobody there writes to the station. */
const chatKinds: Partial<Record<string, "user" | "group">> = { private: "user", group: "group" };

/** Some implementations give no id: two messages of one second are told apart by what is in them. */
function idByContent(segments: readonly Segment[]): string {
  return `content:${createHash("sha256").update(JSON.stringify(segments)).digest("base64url").slice(0, 16)}`;
}

function isAccount(id: string | undefined): id is string {
  return id !== undefined && id !== "" && id !== "0";
}

/** The group through which a direct message of somebody who is no friend came. */
function temporaryGroup({ sub_type: sub, group_id: group, sender }: OnebotEvent): string | undefined {
  if (sub !== "group") return undefined;
  return [group, sender?.group_id].find(isAccount);
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
