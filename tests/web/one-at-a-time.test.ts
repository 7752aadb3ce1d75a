import { Hono } from "hono";
import { expect, test } from "vitest";
import { oneAtATime } from "../../src/web/chat/one-at-a-time.ts";

const MB = 1024 * 1024;

/** A server that takes bodies and answers none until `release`; `most` is how many it ever held at once. */
function slowServer() {
  let held = 0;
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const seen = { most: 0 };
  const app = new Hono();
  app.post("/", oneAtATime(), async (c) => {
    held++;
    seen.most = Math.max(seen.most, held);
    await released;
    held--;
    return c.text("taken");
  });
  const post = (bytes: number | undefined) =>
    app.request("/", { method: "POST", headers: bytes ? { "content-length": String(bytes) } : {} });
  return { post, release, seen };
}

test("twelve large bodies are read one after another, and each is taken", async () => {
  const { post, release, seen } = slowServer();
  const answers = Promise.all(Array.from({ length: 12 }, () => post(50 * MB)));
  release();
  expect((await answers).map(({ status }) => status)).toEqual(Array(12).fill(200));
  expect(seen.most).toBe(1);
});

test("a body of unknown size waits its turn, a small one does not", async () => {
  const { post, release, seen } = slowServer();
  const answers = [post(50 * MB), post(undefined), post(500), post(500)];
  await Promise.resolve();
  release();
  await Promise.all(answers);
  expect(seen.most).toBe(3);
});

test("where too many wait, the next is told to come later", async () => {
  const { post, release } = slowServer();
  const answers = Array.from({ length: 40 }, () => post(50 * MB));
  const last = await answers.at(-1);
  expect(last?.status).toBe(503);
  expect(await last?.json()).toEqual({ error: "现在发文件的人太多，请过一会儿再发。" });
  release();
  await Promise.all(answers);
});
