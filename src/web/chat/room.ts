/** What the chat page needs from a chat; src/channels/local.ts is one. Nothing here knows how messages are kept. */
export interface Room {
  readonly bot: { readonly name: string };
  personas(): readonly Persona[];
  /** The direct chat with the bot first, then this persona's groups; empty for an unknown persona. */
  chats(persona: string): readonly Chat[];
  /** Oldest first; as much as is still remembered. */
  history(chat: string): readonly ChatMessage[];
  /** Sends as `persona`. Rejects with `UserFacingError` where that is not possible. */
  say(persona: string, chat: string, what: Utterance): Promise<ChatMessage>;
  /** Takes an own message back. Throws `UserFacingError` where that is not possible (any more). */
  takeBack(persona: string, message: string): void;
  /** A file of some message; `undefined` once forgotten. */
  file(ref: string): { readonly file: ChatFile; readonly path: string } | undefined;
  /** The listener must not throw; the returned function ends the subscription. */
  subscribe(listener: (event: RoomEvent) => void): () => void;
}

export interface Persona {
  readonly id: string;
  readonly name: string;
  /** Shown under the name: 居民 · 70岁, 民警 … It gives no rights. */
  readonly role: string;
  /** Who the page groups this persona with; of each it opens the first by default. It gives no rights either. */
  readonly side: "people" | "station";
}

export interface Chat {
  /** Unique in the room; opaque. */
  readonly id: string;
  readonly kind: "direct" | "group";
  readonly title: string;
  /** Persona ids; the bot is in every chat. */
  readonly members: readonly string[];
}

export interface ChatMessage {
  /** A ULID: sorts by time of sending. */
  readonly id: string;
  readonly chat: string;
  readonly at: Date;
  /** `persona` is absent for the bot. */
  readonly from: { readonly persona?: string; readonly name: string };
  readonly text: string;
  readonly files: readonly ChatFile[];
  readonly quoted?: { readonly id: string; readonly name: string; readonly text: string };
  readonly recalled: boolean;
}

export interface ChatFile {
  readonly ref: string;
  readonly kind: "image" | "voice" | "video" | "file";
  readonly name: string;
  readonly mime: string;
  /** Bytes. */
  readonly size: number;
}

export interface Utterance {
  readonly text: string;
  readonly files?: readonly (Omit<ChatFile, "ref" | "size"> & { readonly bytes: Uint8Array })[];
  /** Id of the message of this chat that is quoted. */
  readonly quote?: string;
}

export type RoomEvent =
  | { readonly kind: "message"; readonly message: ChatMessage }
  | { readonly kind: "recalled"; readonly message: ChatMessage };
