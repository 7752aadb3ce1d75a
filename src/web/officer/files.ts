import { readFile } from "node:fs/promises";
import { Hono } from "hono";
import { audible } from "../../attachments/audible.ts";
import { thumbnail } from "../../attachments/re-encode.ts";
import { attachmentFileName, isHeldBack } from "../../domain/attachments.ts";
import { readAttachment } from "../../reports/read-attachment.ts";
import type { OfficerEnv, OfficerParts } from "./parts/me.ts";

/** What browsers show by themselves without running anything. */
const SHOWN = /^(?:image\/(?:jpeg|png|gif|webp|bmp)|audio\/(?:mpeg|mp4|aac|wav|ogg)|video\/(?:mp4|webm))$/;

/** What came with reports: pictures and sounds to look at and hear, everything else to be saved. */
export function createFiles({ actions, attachmentPath }: OfficerParts): Hono<OfficerEnv> {
  const app = new Hono<OfficerEnv>();
  app.get("/:number{R\\d{4}-\\d{4,}}/files/:id{[0-9A-Z]{26}}/:how{small|sound}?", async (c) => {
    const { number, id, how } = c.req.param();
    const found = await readAttachment(actions, c.get("me").actor, { number, id, small: how === "small" });
    if ("refused" in found) return c.text("没有这个附件。", 404);
    const { done: attachment, place } = found;
    const content = await readFile(attachmentPath(attachment.hash));
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
  });
  return app;
}
