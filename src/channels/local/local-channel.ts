import { createReadStream } from "node:fs";
import { access } from "node:fs/promises";
import { UserFacingError } from "../../domain/errors.ts";
import type { Address } from "../../domain/people.ts";
import type { Clock } from "../../lib/clock.ts";
import {
  type Channel,
  type ChannelEvents,
  type ChannelHealth,
  DeliveryError,
  DownloadError,
  type InboundMessage,
} from "../channel.ts";
import { createLocalFiles } from "./local-files.ts";
import type { LocalGroup, LocalPersona } from "./local-people.ts";
import {
  createLocalRoom,
  type LocalChat,
  type LocalFile,
  type LocalMessage,
  type LocalRoom,
  RECALL_MS,
} from "./local-room.ts";

const BOT = "警民小助手";
/** As people type it; phones like to write the sign full-width. */
const MENTION = new RegExp(`[@＠]${BOT}`, "g");

/**
 * The built-in chat: the network, its people and the bot's account in one process; the page plays the people through
 * `LocalRoom`. `dir` keeps what was sent, so that a download interrupted by a restart can go on; without it files
 * live in a temporary folder until `stop`.
 */
export function createLocalChannel(options: {
  name: string;
  personas: readonly LocalPersona[];
  groups: readonly LocalGroup[];
  clock: Clock;
  dir?: string;
  /** What the chats begin with. */
  remembered?: readonly LocalMessage[];
}): Channel & LocalRoom {
  const { name, clock } = options;
  const files = createLocalFiles(clock, options.dir);
  const room = createLocalRoom({ ...options, botName: BOT, files });
  let events: ChannelEvents | undefined;
  let health: ChannelHealth = { online: false, since: clock.now(), fault: "offline" };

  const addressOf = (chat: LocalChat): Address =>
    chat.kind === "direct"
      ? { channel: name, epoch: "", kind: "user", id: chat.id.slice("direct:".length) }
      : { channel: name, epoch: "", kind: "group", id: chat.id.slice("group:".length) };

  room.subscribe(({ kind, message }) => {
    const chat = room.chat(message.chat);
    if (!events || !chat || message.from.persona === undefined) return;
    if (kind === "recalled") return events.recalled({ chat: addressOf(chat), message: message.id });
    health = { ...health, lastIn: message.at };
    events.message(inbound(message, chat, message.from.persona));
  });

  function inbound(message: LocalMessage, chat: LocalChat, persona: string): InboundMessage {
    const group = chat.kind === "group";
    const text = group ? message.text.replaceAll(MENTION, "").trim() : message.text;
    return {
      channel: name,
      id: message.id,
      at: message.at,
      from: { channel: name, epoch: "", kind: "user", id: persona },
      fromName: message.from.name,
      chat: addressOf(chat),
      text,
      attachments: message.files.map(({ kind, name: title, size, ref }) => ({
        kind,
        name: title,
        size,
        ref,
      })),
      mentionsMe: group && message.text.search(MENTION) >= 0,
      self: false,
      anonymous: false,
      system: false,
      ...(message.quoted && { quoted: { id: message.quoted.id, text: message.quoted.text } }),
    };
  }

  return {
    ...room,
    name,
    type: "local",
    capabilities: {
      stableIds: true,
      acceptInvite: false,
      quote: true,
      image: true,
      file: true,
      voice: true,
      recall: true,
      sentId: true,
    },
    async start(on) {
      events = on;
      health = { online: true, since: clock.now() };
      on.health(health);
    },
    async send(to, content) {
      if (!events) throw new DeliveryError("not-sent", "offline", true);
      if (to.epoch !== "") throw new DeliveryError("not-sent", "stale-epoch", false);
      const chat = room.chat(`${to.kind === "user" ? "direct" : "group"}:${to.id}`);
      if (!chat || to.channel !== name) throw new DeliveryError("not-sent", "rejected", false);
      const sent: LocalFile[] = [];
      for (const { path, ...file } of content.files ?? []) {
        const copied = await files.copy(file.name, path).catch((cause: unknown) => {
          throw new DeliveryError("not-sent", "rejected", false, { cause });
        });
        sent.push({ ...file, ...copied });
      }
      const { text, quote } = content;
      const message = await room.post(chat.id, { text, files: sent, ...(quote !== undefined && { quote }) });
      health = { ...health, lastOut: message.at };
      return { id: message.id, at: message.at };
    },
    async recall(to, { id, at }) {
      if (!events) throw new DeliveryError("not-sent", "offline", true);
      if (to.epoch !== "") throw new DeliveryError("not-sent", "stale-epoch", false);
      const isOld = clock.now().getTime() - at.getTime() > RECALL_MS;
      const refusal = isOld ? "too-late" : room.withdraw(undefined, id);
      if (refusal) throw new DeliveryError("not-sent", refusal === "too-late" ? refusal : "rejected", false);
    },
    async download(ref) {
      const path = files.pathOf(ref);
      if (!path) throw new DownloadError("refused", "no file of the local chat");
      await access(path).catch((cause: unknown) => {
        throw new DownloadError("expired", "the local chat has forgotten this file", { cause });
      });
      const file = room.file(ref)?.file;
      return { stream: createReadStream(path), ...(file && { name: file.name, mime: file.mime }) };
    },
    health: () => health,
    epoch: () => "",
    async stop() {
      if (!events) return;
      const on = events;
      events = undefined;
      health = { ...health, online: false, since: clock.now(), fault: "offline" };
      on.health(health);
      await files.close();
    },
    async say(persona, chat, what) {
      if (!events) throw new UserFacingError("小助手已停止，消息没有发出。");
      return room.say(persona, chat, what);
    },
  };
}
