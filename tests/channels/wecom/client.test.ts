import { mkdtemp, readdir, readFile, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createWecomClient } from "../../../src/channels/wecom/client.ts";
import { createLogger } from "../../../src/lib/logger.ts";
import { createTestClock } from "../../support/test-clock.ts";
import { createWecomPeer, type WecomPeer } from "../../support/wecom-peer.ts";

const MINUTE = 60_000;

describe("the interfaces of WeCom", () => {
  let peer: WecomPeer;
  let dir: string;
  let lines: string[];
  const clock = createTestClock();

  beforeEach(async () => {
    peer = createWecomPeer();
    peer.on("echo", (body) => ({ said: body.say }));
    await peer.start();
    dir = await mkdtemp(join(tmpdir(), "wecom-"));
    lines = [];
  });
  afterEach(() => peer.stop());

  const open = (more: Partial<Parameters<typeof createWecomClient>[0]> = {}) =>
    createWecomClient({
      corpId: peer.corpId,
      secret: peer.secret,
      dir,
      apiUrl: peer.url(),
      clock,
      logger: createLogger({ level: "trace", pretty: false, write: (line) => void lines.push(line) }),
      timeout: 300,
      ...more,
    });

  test("one token serves every call, every client and the next start", async () => {
    const [one, two] = [open(), open()];
    await Promise.all([
      ...Array.from({ length: 5 }, () => one.post("echo", { say: 1 })),
      ...Array.from({ length: 5 }, () => two.post("echo", { say: 1 })),
    ]);
    await open().post("echo", { say: 1 });
    expect(peer.called("gettoken")).toBe(1);
  });

  test("the token is kept for its owner alone, and neither it nor the secret is in the log", async () => {
    const client = open();
    peer.fail("echo", { kind: "hang-up" });
    await expect(client.post("echo", { say: 1 })).rejects.toMatchObject({ outcome: "unanswered" });
    const [name = ""] = await readdir(join(dir, "wecom-tokens"));
    const file = join(dir, "wecom-tokens", name);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readFile(file, "utf8")).not.toContain(peer.secret);
    expect(lines.length).toBeGreaterThan(0);
    for (const hidden of ["token-1", peer.secret]) expect(lines.join("\n")).not.toContain(hidden);
  });

  test("it is renewed before it ends, once, however many ask", async () => {
    const client = open();
    await client.post("echo", { say: 1 });
    peer.expireTokens();
    await clock.advance(7200_000 - 5 * MINUTE + 1);
    await Promise.all(Array.from({ length: 5 }, () => client.post("echo", { say: 1 })));
    expect(peer.called("gettoken")).toBe(2);
    expect(peer.called("echo")).toBe(6);
  });

  for (const code of [42001, 40014] as const) {
    test(`a token that ended early (${code}) is renewed once and the call made again`, async () => {
      const client = open();
      await client.post("echo", { say: 1 });
      peer.expireTokens(code);
      expect(await client.post("echo", { say: "again" })).toMatchObject({ said: "again" });
      expect(peer.called("gettoken")).toBe(2);
      peer.fail("echo", { kind: "code", code }, { kind: "code", code });
      await expect(client.post("echo", { say: 1 })).rejects.toMatchObject({ outcome: "refused", code });
    });
  }

  test("another process's newer token is taken up instead of asking for one", async () => {
    const [one, two] = [open(), open()];
    await one.post("echo", { say: 1 });
    await two.post("echo", { say: 1 });
    peer.expireTokens();
    await one.post("echo", { say: 1 });
    await two.post("echo", { say: 1 });
    expect(peer.called("gettoken")).toBe(2);
  });

  test("the mark of a process that died while it renewed holds nobody up for long", async () => {
    const client = open();
    await client.post("echo", { say: 1 });
    const [name = ""] = await readdir(join(dir, "wecom-tokens"));
    const mark = join(dir, "wecom-tokens", `${name}.renewing`);
    await writeFile(mark, "");
    await utimes(mark, new Date(Date.now() - MINUTE), new Date(Date.now() - MINUTE));
    peer.expireTokens();
    expect(await client.post("echo", { say: "on" })).toMatchObject({ said: "on" });
  });

  test("an interface called too often is left alone for a minute, then longer; others go on", async () => {
    peer.on("other", () => ({}));
    const client = open();
    peer.fail("echo", { kind: "code", code: 45009 }, { kind: "code", code: 45009 });
    const call = () => client.post("echo", { say: 1 });
    await expect(call()).rejects.toMatchObject({ outcome: "refused", code: 45009 });
    await expect(call()).rejects.toMatchObject({ outcome: "refused", code: 45009 });
    expect(peer.called("echo")).toBe(1);
    await client.post("other", {});
    await clock.advance(MINUTE);
    await expect(call()).rejects.toMatchObject({ code: 45009 });
    await clock.advance(MINUTE);
    await expect(call()).rejects.toMatchObject({ code: 45009 });
    expect(peer.called("echo")).toBe(2);
    await clock.advance(MINUTE);
    await call();
    expect(peer.called("echo")).toBe(3);
  });

  test("a wrong secret and a wrong company are told apart from no answer", async () => {
    await expect(open({ secret: "wrong" }).post("echo", {})).rejects.toMatchObject({
      outcome: "refused",
      code: 40001,
      fault: "wecom-40001",
    });
    await expect(open({ corpId: "ww9" }).post("echo", {})).rejects.toMatchObject({ code: 40013 });
    await peer.stop();
    await expect(open().post("echo", {})).rejects.toMatchObject({ outcome: "unreached", fault: "no-answer" });
  });

  test("what may have been done is unanswered: no answer, a broken line, a proxy's page, 系统繁忙", async () => {
    const client = open();
    peer.fail("echo", { kind: "silent" }, { kind: "hang-up" }, { kind: "status", status: 502 });
    peer.fail("echo", { kind: "code", code: -1 });
    for (let i = 0; i < 4; i++)
      await expect(client.post("echo", { say: 1 })).rejects.toMatchObject({ outcome: "unanswered" });
    peer.fail("gettoken", { kind: "hang-up" });
    peer.expireTokens();
    // Without a token nothing of the call left.
    await expect(client.post("echo", { say: 1 })).rejects.toMatchObject({ outcome: "unreached" });
  });

  test("a file goes up and comes back byte for byte; one that is gone has expired", async () => {
    const path = join(dir, "poster.png");
    await writeFile(path, Buffer.alloc(2000, 7));
    const client = open();
    const id = await client.upload({ kind: "image", name: "海报.png", mime: "image/png", path });
    expect(peer.media.get(id)).toMatchObject({ name: "海报.png", mime: "image/png" });
    const { stream, name } = await client.media(id);
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks).equals(Buffer.alloc(2000, 7))).toBe(true);
    expect(name).toBe("海报.png");
    const lost = { kind: "image", name: "海报.png", mime: "image/png", path: join(dir, "lost.png") } as const;
    await expect(client.upload(lost)).rejects.toMatchObject({ name: "WecomError", outcome: "unreached" });
    await expect(client.media("gone")).rejects.toMatchObject({ name: "DownloadError", reason: "expired" });
  });
});
