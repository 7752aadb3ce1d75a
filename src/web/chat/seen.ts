import type { ChatMessage, Room } from "./room.ts";

export interface Seen {
  /** `persona` has now seen all of `chat`. */
  mark(persona: string, chat: string): void;
  /** Messages of others since then. */
  unread(persona: string, chat: string): number;
}

/** How far each persona has read each chat; the numbers on the red badges. */
export function createSeen(room: Room): Seen {
  const last = new Map<string, string>();
  const key = (persona: string, chat: string) => JSON.stringify([persona, chat]);
  return {
    mark(persona, chat) {
      const newest = room.history(chat).at(-1);
      if (newest) last.set(key(persona, chat), newest.id);
    },
    unread(persona, chat) {
      // Ids are ULIDs: later ones are greater.
      const since = last.get(key(persona, chat)) ?? "";
      const counts = (m: ChatMessage) => m.id > since && m.from.persona !== persona && !m.recalled;
      return room.history(chat).filter(counts).length;
    },
  };
}
