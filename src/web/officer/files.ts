import { Hono } from "hono";
import { readAttachment } from "../../reports/read-attachment.ts";
import { attachmentAnswer } from "./parts/attachment-answer.ts";
import type { OfficerEnv, OfficerParts } from "./parts/me.ts";

/** What came with reports: pictures and sounds to look at and hear, everything else to be saved. */
export function createFiles({ actions, attachmentPath }: OfficerParts): Hono<OfficerEnv> {
  const app = new Hono<OfficerEnv>();
  app.get("/:number{R\\d{4}-\\d{4,}}/files/:id{[0-9A-Z]{26}}/:how{small|sound}?", async (c) => {
    const { number, id, how } = c.req.param();
    const found = await readAttachment(actions, c.get("me").actor, { number, id, small: how === "small" });
    if ("refused" in found) return c.text("没有这个附件。", 404);
    const { done, place } = found;
    return attachmentAnswer(c, { attachment: done, path: attachmentPath(done.hash), how, number, place });
  });
  return app;
}
