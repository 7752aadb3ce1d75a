import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { LocalMessage } from "../../channels/local/local-room.ts";
import type { OpenStation } from "../station.ts";

/** What the sample keeps beside the store: its time, and what the chats show. */

const TIME = "station-time.json";
const CHATS = "chats.json";

/** Where the sample's clock stands; a restart goes on from it. */
export async function writeTime(dir: string, now: Date): Promise<void> {
  await put(join(dir, TIME), { now });
}

export async function readTime(dir: string): Promise<Date> {
  const { now } = JSON.parse(await readFile(join(dir, TIME), "utf8"));
  return new Date(now);
}

/** All that is said in the local chat, oldest first in each. */
export function chatsOf({ room }: OpenStation): LocalMessage[] {
  if (!room) return [];
  const ids = new Set(room.personas().flatMap(({ id }) => room.chats(id).map((chat) => chat.id)));
  return [...ids].flatMap((id) => room.history(id));
}

export async function writeChats(dir: string, messages: readonly LocalMessage[]): Promise<void> {
  await put(join(dir, CHATS), messages);
}

export async function readChats(dir: string): Promise<LocalMessage[]> {
  const text = await readFile(join(dir, CHATS), "utf8").catch(() => "[]");
  return JSON.parse(text).map((message: LocalMessage) => ({ ...message, at: new Date(message.at) }));
}

async function put(path: string, value: unknown): Promise<void> {
  await writeFile(`${path}.new`, JSON.stringify(value));
  await rename(`${path}.new`, path);
}
