import { readFile, stat } from "node:fs/promises";
import type { SendMsgBody, WeComMediaType } from "@wecom/aibot-node-sdk";
import { splitText } from "../../lib/graphemes.ts";
import { type Content, DeliveryError, type OutgoingFile } from "../channel.ts";
import type { Cards } from "./cards.ts";
import type { BotConnection } from "./connection.ts";
import { asMarkdown } from "./markdown.ts";

/** A message may have 20,480 bytes; a Chinese character has three, and signs are escaped. */
const LONGEST = 4_000;
const MEGABYTE = 1024 * 1024;
const LARGEST: Record<WeComMediaType, number> = {
  image: 10 * MEGABYTE,
  voice: 2 * MEGABYTE,
  video: 10 * MEGABYTE,
  file: 20 * MEGABYTE,
};

/** The messages of one content, in order, each made when its turn comes. What cannot be sent at all rejects before the first. */
export async function outgoingMessages(
  { text, files = [], buttons = [] }: Content,
  { cards, connection }: { readonly cards: Cards; readonly connection: BotConnection },
): Promise<(() => Promise<SendMsgBody>)[]> {
  const messages: (() => Promise<SendMsgBody>)[] = [];
  const card = buttons.length > 0 && text !== "" ? cards.make(text, buttons) : undefined;
  if (!card?.whole)
    for (const part of splitText(text, LONGEST))
      messages.push(async () => ({ msgtype: "markdown", markdown: { content: asMarkdown(part) } }));
  if (card) messages.push(async () => ({ msgtype: "template_card", template_card: card.card }));
  for (const file of files) {
    const type = await typeOf(file);
    messages.push(async () => {
      const media_id = await connection.upload(await readFile(file.path), type, file.name);
      return { msgtype: type, [type]: { media_id } };
    });
  }
  if (messages.length === 0) throw new DeliveryError("not-sent", "rejected", false);
  return messages;
}

/** As what WeCom shows it; as a plain file where it would take it as nothing else. */
async function typeOf({ path, kind, mime }: OutgoingFile): Promise<WeComMediaType> {
  const { size } = await stat(path).catch(() => {
    throw new DeliveryError("not-sent", "rejected", false);
  });
  const shown =
    (kind === "image" && /^image\/(?:png|jpe?g)$/.test(mime)) ||
    (kind === "voice" && mime === "audio/amr") ||
    (kind === "video" && mime === "video/mp4");
  if (shown && size <= LARGEST[kind]) return kind;
  if (size > LARGEST.file) throw new DeliveryError("not-sent", "unsupported", false);
  return "file";
}
