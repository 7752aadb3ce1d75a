import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text as readAll } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { Segment } from "../../../src/channels/onebot/cq.ts";
import { type OnebotRig, openOnebot, person } from "../../support/onebot-rig.ts";
import { recordAll } from "../../support/recorded-events.ts";

let rig: OnebotRig;
let files: Server;
let base: string;
const { on, told } = recordAll();

beforeAll(async () => {
  files = createServer((request, response) => {
    if (request.url === "/fresh") response.end("内容");
    else response.writeHead(400).end("download url has expired");
  });
  await new Promise<void>((resolve) => files.listen(0, "127.0.0.1", () => resolve()));
  base = `http://127.0.0.1:${(files.address() as AddressInfo).port}`;
  rig = await openOnebot();
  await rig.channel.start(on);
  await vi.waitFor(() => expect(rig.channel.health().online).toBe(true));
});
afterAll(async () => {
  await rig.channel.stop();
  await rig.close();
  files.close();
});

async function receive(segment: Segment): Promise<{ ref: string; kind: string }> {
  const before = told.message.length;
  rig.peer.dm(person, [segment]);
  await vi.waitFor(() => expect(told.message.length).toBe(before + 1));
  const found = told.message.at(-1)?.attachments[0];
  if (!found) throw new Error("no attachment");
  return found;
}
const content = async (ref: string) => readAll((await rig.channel.download(ref)).stream);

describe("media", () => {
  test("a picture whose address has run out is asked for again", async () => {
    rig.peer.world.files.set("A.png", { file: "/tmp/A.png", url: `${base}/fresh` });
    const { ref } = await receive({
      type: "image",
      data: { file: "A.png", url: `${base}/old`, file_size: "6" },
    });
    expect(await content(ref)).toBe("内容");
  });

  test("a file without an address is asked for by its id", async () => {
    rig.peer.world.files.set("/abc-123", { url: `${base}/fresh` });
    const { ref, kind } = await receive({
      type: "file",
      data: { file: "监控截图.zip", file_id: "/abc-123", file_size: "5" },
    });
    expect(kind).toBe("file");
    const { stream, name } = await rig.channel.download(ref);
    expect([name, await readAll(stream)]).toEqual(["监控截图.zip", "内容"]);
  });

  test("a voice message is asked for as mp3 before its own form is taken", async () => {
    rig.peer.world.files.set("v.amr", { file: "/tmp/v.mp3", base64: Buffer.from("mp3").toString("base64") });
    const { ref, kind } = await receive({ type: "record", data: { file: "v.amr", url: `${base}/fresh` } });
    expect([kind, await content(ref)]).toEqual(["voice", "mp3"]);
    rig.peer.world.files.delete("v.amr");
    expect(await content(ref)).toBe("内容");
  });

  test("a forwarded conversation that cannot be had at once is fetched later, as a text", async () => {
    const said = [{ sender: { nickname: "甲" }, message: [{ type: "text", data: { text: "转账了" } }] }];
    const { ref } = await receive({ type: "forward", data: { id: "7301" } });
    rig.peer.world.files.set("7301", { messages: said });
    expect(await content(ref)).toBe("甲：转账了");
  });

  test("what is gone for good is expired", async () => {
    const { ref } = await receive({ type: "image", data: { file: "gone.png", url: `${base}/old` } });
    await expect(rig.channel.download(ref)).rejects.toMatchObject({
      name: "DownloadError",
      reason: "expired",
    });
  });

  test("a path on the implementation's disk is not read", async () => {
    rig.peer.world.files.set("local", { file: "/etc/hostname", url: "/etc/hostname" });
    const { ref } = await receive({ type: "file", data: { file: "local", file_id: "local" } });
    await expect(rig.channel.download(ref)).rejects.toMatchObject({ reason: "unreachable" });
  });

  test("a reference of another kind is refused", async () => {
    for (const ref of ["", "{}", "null", '{"kind":"image"}', "not json"]) {
      await expect(rig.channel.download(ref)).rejects.toMatchObject({ reason: "refused" });
    }
  });

  test("while the line is down a file is only unreachable", async () => {
    rig.peer.world.files.set("later", { url: `${base}/fresh` });
    const { ref } = await receive({ type: "file", data: { file: "later", file_id: "later" } });
    await rig.peer.stop();
    await expect(rig.channel.download(ref)).rejects.toMatchObject({ reason: "unreachable" });
    await rig.peer.start();
    await vi.waitFor(() => expect(rig.channel.health().online).toBe(true), { timeout: 3000 });
    expect(await content(ref)).toBe("内容");
  });
});

test("a file that is too large for a frame costs its download, not the connection", async () => {
  rig.peer.world.files.set("v1", { file: "/app/x.mp4", base64: "A".repeat(40 * 1024 * 1024) });
  const data = { file: "v1", file_size: String(30 * 1024 * 1024) };
  const { ref } = await receive({ type: "video", data });
  const before = told.health.length;
  await expect(rig.channel.download(ref)).rejects.toThrow();
  await content((await receive({ type: "image", data: { file: "p", url: `${base}/fresh` } })).ref).catch(
    () => {},
  );
  expect(told.health).toHaveLength(before);
  expect(rig.channel.health().online).toBe(true);
});

test("a sticker of NapCat's shop is no picture", async () => {
  const before = told.message.length;
  const data = {
    summary: "[谢谢]",
    file: "ab.gif",
    url: "https://gxh.vip.qq.com/ab.gif",
    key: "k",
    emoji_id: "ab12",
    emoji_package_id: 231,
  };
  rig.peer.dm(person, [{ type: "image", data } as unknown as Segment]);
  await vi.waitFor(() => expect(told.message.length).toBe(before + 1));
  expect(told.message.at(-1)).toMatchObject({ attachments: [] });
});
