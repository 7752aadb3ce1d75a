import { readFile } from "node:fs/promises";
import type { Context } from "hono";
import { audible } from "../../../attachments/audible.ts";
import { thumbnail } from "../../../attachments/re-encode.ts";
import { attachmentFileName, isHeldBack } from "../../../domain/attachments.ts";
import type { Attachment } from "../../../domain/reports.ts";

/** What browsers show by themselves without running anything. */
const SHOWN =
  /^(?:image\/(?:jpeg|png|gif|webp|bmp)|audio\/(?:mpeg|mp4|x-m4a|aac|wav|ogg)|video\/(?:mp4|webm))(?:$|;)/;

/** A stored content: as it is, a picture in small, or a voice message as browsers play it. */
export async function attachmentAnswer(
  c: Context,
  given: {
    readonly attachment: Attachment;
    readonly path: string;
    readonly how: string | undefined;
    /** What a saved file is called by: letters and digits alone. */
    readonly number: string;
    readonly place: number;
  },
): Promise<Response> {
  const { attachment, path, how, number, place } = given;
  const content = await readFile(path);
  const sound = how === "sound" && attachment.kind === "voice" ? await audible(content) : undefined;
  const small = how === "small" ? await thumbnail(content) : undefined;
  if (small) return c.body(new Uint8Array(small), 200, { "Content-Type": "image/jpeg" });
  const mime = sound ? "audio/wav" : (attachment.mime ?? "");
  const isShown = SHOWN.test(mime) && !isHeldBack(attachment);
  const name = sound ? `${number}-${place}.wav` : attachmentFileName(number, place, attachment.mime);
  return c.body(new Uint8Array(sound ?? content), 200, {
    "Content-Type": isShown ? mime : "application/octet-stream",
    "Content-Disposition": `${isShown ? "inline" : "attachment"}; filename="${name}"`,
    // What a stranger sent must never run here.
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
  });
}
