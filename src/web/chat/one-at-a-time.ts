import type { MiddlewareHandler } from "hono";
import PQueue from "p-queue";

/** Bodies up to this size are read at once. */
const SMALL = 1024 * 1024;
/** So many large ones may wait; they lie in no memory of ours until their turn. */
const WAITING = 32;

/** Large bodies are read one after another: each is whole in memory while it is taken apart. */
export function oneAtATime(): MiddlewareHandler {
  const turns = new PQueue({ concurrency: 1 });
  return async (c, next) => {
    if (Number(c.req.header("content-length") ?? Number.POSITIVE_INFINITY) <= SMALL) return next();
    if (turns.size >= WAITING) return c.json({ error: "现在发文件的人太多，请过一会儿再发。" }, 503);
    await turns.add(next);
  };
}
