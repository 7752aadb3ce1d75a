import PQueue from "p-queue";
import { UserFacingError } from "../../domain/errors.ts";
import type { Attachment } from "../../domain/reports.ts";
import type { Clock } from "../../lib/clock.ts";
import { newId } from "../../lib/ids.ts";
import type { LocalFiles } from "./local-files.ts";
import type { LocalGroup, LocalPersona } from "./local-people.ts";

/** The people's side of the built-in chat: what a page (or a test) needs to play them. */
export interface LocalRoom {
  readonly bot: { readonly name: string };
  personas(): readonly LocalPersona[];
  /** The direct chat with the bot first, then this persona's groups; empty for an unknown persona. */
  chats(persona: string): readonly LocalChat[];
  /** Oldest first; the newest 500 of each chat, in memory: a restart forgets them. */
  history(chat: string): readonly LocalMessage[];
  /** Sends as `persona`; messages of the room are taken one after the other. Rejects with `UserFacingError`. */
  say(persona: string, chat: string, what: LocalUtterance): Promise<LocalMessage>;
  /** Takes an own message back within two minutes. Throws `UserFacingError`. */
  takeBack(persona: string, message: string): void;
  /** A file of a message that is still remembered and was not taken back. */
  file(ref: string): { readonly file: LocalFile; readonly path: string } | undefined;
  /** The listener must not throw; the returned function ends the subscription. */
  subscribe(listener: (event: LocalEvent) => void): () => void;
}

export interface LocalChat {
  /** `direct:<persona>` or `group:<group>`. */
  readonly id: string;
  readonly kind: "direct" | "group";
  readonly title: string;
  readonly members: readonly string[];
}

export interface LocalMessage {
  readonly id: string;
  readonly chat: string;
  readonly at: Date;
  /** `persona` is absent for the bot. */
  readonly from: { readonly persona?: string; readonly name: string };
  readonly text: string;
  readonly files: readonly LocalFile[];
  readonly quoted?: { readonly id: string; readonly name: string; readonly text: string };
  readonly recalled: boolean;
}

export interface LocalFile {
  readonly ref: string;
  readonly kind: Attachment["kind"];
  readonly name: string;
  readonly mime: string;
  /** Bytes. */
  readonly size: number;
}

interface LocalUtterance {
  readonly text: string;
  readonly files?: readonly (Omit<LocalFile, "ref" | "size"> & { readonly bytes: Uint8Array })[];
  /** Id of a message of this chat. */
  readonly quote?: string;
}

interface LocalEvent {
  readonly kind: "message" | "recalled";
  readonly message: LocalMessage;
}

/** Remembered messages of one chat. */
const HISTORY = 500;
/** As on WeChat. */
export const RECALL_MS = 2 * 60_000;

/** The room, and `post`: how the bot's own messages get into it. */
export function createLocalRoom(options: {
  botName: string;
  personas: readonly LocalPersona[];
  groups: readonly LocalGroup[];
  clock: Clock;
  files: LocalFiles;
  /** Said earlier, oldest first; of chats that are no more, nothing is kept. */
  remembered?: readonly LocalMessage[];
}): LocalRoom & {
  chat(id: string): LocalChat | undefined;
  post(
    chat: string,
    what: { text: string; files: readonly LocalFile[]; quote?: string },
  ): Promise<LocalMessage>;
  /** Takes an own message of a persona, or of the bot (`undefined`), back; what it gives says why it could not. */
  withdraw(persona: string | undefined, message: string): "too-late" | "not-own" | undefined;
} {
  const { botName, clock, files } = options;
  const people = new Map(options.personas.map((persona) => [persona.id, persona]));
  const chats = new Map<string, LocalChat>();
  for (const { id } of options.personas) {
    chats.set(`direct:${id}`, { id: `direct:${id}`, kind: "direct", title: botName, members: [id] });
  }
  for (const group of options.groups) {
    const members = group.members.filter((member) => people.has(member));
    chats.set(`group:${group.id}`, { id: `group:${group.id}`, kind: "group", title: group.name, members });
  }
  const messages = new Map<string, LocalMessage[]>([...chats.keys()].map((id) => [id, []]));
  const known = new Map<string, LocalFile>();
  for (const message of options.remembered ?? []) {
    messages.get(message.chat)?.push(message);
    for (const file of message.files) known.set(file.ref, file);
  }
  /** By message. The bot may still be fetching them for a report, so they go only with their message. */
  const takenBack = new Map<string, readonly LocalFile[]>();
  const listeners = new Set<(event: LocalEvent) => void>();
  const inOrder = new PQueue({ concurrency: 1 });

  // A listener may answer at once; everybody still hears the question before the answer.
  const told: LocalEvent[] = [];
  const tell = (event: LocalEvent) => {
    told.push(event);
    if (told.length > 1) return;
    for (let next = told[0]; next; next = told[0]) {
      for (const listener of listeners) listener(next);
      told.shift();
    }
  };

  async function keep(draft: Pick<LocalMessage, "chat" | "from" | "text" | "files">, quote?: string) {
    const log = messages.get(draft.chat) ?? [];
    const quoted = quote === undefined ? undefined : log.find((message) => message.id === quote);
    const at = clock.now();
    const message: LocalMessage = {
      ...draft,
      id: newId(at),
      at,
      recalled: false,
      ...(quoted && { quoted: { id: quoted.id, name: quoted.from.name, text: gist(quoted) } }),
    };
    for (const file of message.files) known.set(file.ref, file);
    log.push(message);
    tell({ kind: "message", message });
    const forgotten = log.length > HISTORY ? log.shift() : undefined;
    if (forgotten) await forget(forgotten);
    return message;
  }

  async function forget({ id, files: own }: LocalMessage) {
    const left = takenBack.get(id) ?? own;
    takenBack.delete(id);
    for (const { ref } of left) {
      known.delete(ref);
      await files.remove(ref);
    }
  }

  function withdraw(persona: string | undefined, id: string): "too-late" | "not-own" | undefined {
    for (const log of messages.values()) {
      const index = log.findIndex((message) => message.id === id && message.from.persona === persona);
      const old = log[index];
      if (!old) continue;
      if (old.recalled) return undefined;
      if (clock.now().getTime() - old.at.getTime() > RECALL_MS) return "too-late";
      const message: LocalMessage = { ...old, text: "", files: [], recalled: true };
      log[index] = message;
      for (const { ref } of old.files) known.delete(ref);
      takenBack.set(id, old.files);
      tell({ kind: "recalled", message });
      return undefined;
    }
    return "not-own";
  }

  async function say(persona: string, chat: string, what: LocalUtterance): Promise<LocalMessage> {
    const who = people.get(persona);
    if (!who || !chats.get(chat)?.members.includes(persona)) {
      throw new UserFacingError("不在这个聊天里，发不了消息。");
    }
    if (what.text.trim() === "" && !what.files?.length) throw new UserFacingError("还没有写内容。");
    const sent: LocalFile[] = [];
    for (const { bytes, ...file } of what.files ?? []) {
      sent.push({ ...file, ...(await files.write(file.name, bytes)) });
    }
    return keep({ chat, from: { persona, name: who.name }, text: what.text, files: sent }, what.quote);
  }

  return {
    bot: { name: botName },
    personas: () => options.personas,
    chats: (persona) => [...chats.values()].filter((chat) => chat.members.includes(persona)),
    chat: (id) => chats.get(id),
    history: (chat) => messages.get(chat) ?? [],
    say: (persona, chat, what) => inOrder.add(() => say(persona, chat, what)),
    post: (chat, { quote, ...what }) => keep({ chat, from: { name: botName }, ...what }, quote),
    withdraw,
    takeBack(persona, id) {
      const refusal = people.has(persona) ? withdraw(persona, id) : "not-own";
      if (refusal) throw new UserFacingError(notTakenBack[refusal]);
    },
    file(ref) {
      const file = known.get(ref);
      const path = file && files.pathOf(ref);
      return file && path ? { file, path } : undefined;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

const notTakenBack = { "too-late": "超过2分钟的消息不能撤回了。", "not-own": "只能撤回自己的消息。" };

const kindNames = { image: "[图片]", voice: "[语音]", video: "[视频]", file: "[文件]" };

/** What a quote shows of a message. */
function gist(message: LocalMessage): string {
  if (message.recalled) return "消息已撤回";
  return message.text || message.files.map((file) => kindNames[file.kind]).join("");
}
