import { createHash } from "node:crypto";
import type { BotContext } from "../app/bot-context.ts";
import type { InboundMessage } from "../channels/channel.ts";
import type { SentPicture } from "../domain/attachments.ts";
import { openWithin } from "./attachment-download.ts";
import { keepContent } from "./keep-content.ts";
import { reEncoded } from "./re-encode.ts";

const MB = 1024 * 1024;
/** Bytes of one picture, as it comes. */
const LARGEST = 20 * MB;
/** Pictures of one answer. */
export const MOST_PICTURES = 9;
/** How long one may take to come. */
const LONGEST_MS = 60_000;

export type PicturesRefused = { readonly refused: "too-many" | "too-large" | "no-picture" | "not-received" };

/**
 * Fetches what an officer sent for a resident, draws it anew and stores it. All or nothing: `no-picture` where one of
 * them is none that can be drawn. Nothing of the originals is kept.
 */
export async function receivePictures(
  { attachments, channel: name }: Pick<InboundMessage, "attachments" | "channel">,
  { channels, clock, attachmentPath }: Pick<BotContext, "channels" | "clock" | "attachmentPath">,
): Promise<{ readonly pictures: readonly SentPicture[] } | PicturesRefused> {
  const channel = channels.get(name);
  if (attachments.length > MOST_PICTURES) return { refused: "too-many" };
  if (!channel) return { refused: "not-received" };
  const pictures: SentPicture[] = [];
  for (const { kind, ref } of attachments) {
    if (kind === "voice" || kind === "video") return { refused: "no-picture" };
    const control = new AbortController();
    const cancel = clock.after(LONGEST_MS, () => control.abort());
    try {
      const { stream } = await openWithin(channel, ref, control.signal);
      const bytes = await collected(stream);
      if (!bytes) return { refused: "too-large" };
      const drawn = await reEncoded(bytes);
      if (!drawn) return { refused: "no-picture" };
      pictures.push(await store(drawn, attachmentPath));
    } catch {
      return { refused: "not-received" };
    } finally {
      cancel();
    }
  }
  return { pictures };
}

async function collected(stream: AsyncIterable<Uint8Array>): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > LARGEST) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Writes it under its hash, durable before a row names it. */
async function store(drawn: Buffer, attachmentPath: (hash: string) => string): Promise<SentPicture> {
  const hash = createHash("sha256").update(drawn).digest("hex");
  await keepContent(drawn, attachmentPath(hash));
  return { hash, size: drawn.length };
}
