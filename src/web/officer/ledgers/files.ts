import { Hono } from "hono";
import { readEntryFile } from "../../../ledgers/read-file.ts";
import { attachmentAnswer } from "../parts/attachment-answer.ts";
import type { OfficerEnv, OfficerParts } from "../parts/me.ts";
import { ID } from "./words.ts";

/** What is kept with entries: pictures and recordings, for whoever may read the entry. */
export function createLedgerFiles({ actions, attachmentPath }: OfficerParts): Hono<OfficerEnv> {
  const app = new Hono<OfficerEnv>();
  app.get(`/:ledger/:id{${ID}}/files/:file{[0-9A-Z]{26}}/:how{small|sound}?`, async (c) => {
    const { id, file, how } = c.req.param();
    const read = await readEntryFile(actions, c.get("me").actor, { entry: id, file, small: how === "small" });
    if ("refused" in read) return c.text("没有这个附件。", 404);
    const { done, entry, place } = read;
    // A number begins with Chinese words, which no header holds.
    const number = `${entry.ledger}-${entry.number.split("-").at(-1)}`;
    return attachmentAnswer(c, { attachment: done, path: attachmentPath(done.hash), how, number, place });
  });
  return app;
}
