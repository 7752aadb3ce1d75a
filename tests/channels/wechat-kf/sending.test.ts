import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, onTestFinished, test, vi } from "vitest";
import { splitText } from "../../../src/channels/wechat-kf/split-text.ts";
import { tinyPng } from "../../contract/channel.ts";
import { kfPerson, openKf } from "../../support/kf-rig.ts";
import { recordAll } from "../../support/recorded-events.ts";

const to = { channel: "kf", epoch: "", kind: "user", id: kfPerson.id } as const;

/** A channel whose resident has just written. */
async function open() {
  const rig = await openKf();
  onTestFinished(rig.close);
  const { on, told } = recordAll();
  await rig.channel.start(on);
  rig.peer.write(kfPerson.id, "在吗");
  await vi.waitFor(() => expect(told.message.length).toBe(1));
  return { ...rig, told };
}

test("what was sent twice under one key went once, whatever became of the answer", async () => {
  const { peer, channel } = await open();
  peer.wecom.fail("kf/send_msg", { kind: "silent", done: true });
  const first = channel.send(to, { text: "编号 R2612-0001", key: "01M8" });
  await expect(first).rejects.toMatchObject({ outcome: "unknown", reason: "timeout", retryable: true });
  peer.wecom.fail("kf/send_msg", { kind: "hang-up", done: true });
  await expect(channel.send(to, { text: "编号 R2612-0001", key: "01M8" })).rejects.toMatchObject({
    outcome: "unknown",
  });
  expect(await channel.send(to, { text: "编号 R2612-0001", key: "01M8" })).toMatchObject({ id: "01M8" });
  expect(peer.received(kfPerson.id)).toEqual(["编号 R2612-0001"]);
});

test("the sixth answer, one after 48 hours and one to an ended conversation wait for them to write", async () => {
  const { peer, channel } = await open();
  for (let i = 1; i <= 5; i++) await channel.send(to, { text: `第${i}条` });
  const window = { outcome: "not-sent", reason: "window", retryable: false };
  await expect(channel.send(to, { text: "第6条" })).rejects.toMatchObject(window);
  peer.write(kfPerson.id, "再说一句");
  const now = Date.now();
  peer.now = () => now + 48 * 60 * 60_000;
  await expect(channel.send(to, { text: "晚了" })).rejects.toMatchObject(window);
  for (const code of [95013, 95018]) {
    peer.wecom.fail("kf/send_msg", { kind: "code", code });
    await expect(channel.send(to, { text: "x" })).rejects.toMatchObject(window);
  }
});

test("an expired token is renewed within the call; 45009 is surely not sent and may be tried again", async () => {
  const { peer, channel } = await open();
  peer.wecom.expireTokens(40014);
  await channel.send(to, { text: "换了口令也到" });
  expect(peer.received(kfPerson.id)).toEqual(["换了口令也到"]);
  peer.wecom.fail("kf/send_msg", { kind: "code", code: 45009 });
  await expect(channel.send(to, { text: "x" })).rejects.toMatchObject({
    outcome: "not-sent",
    reason: "risk-control",
    retryable: true,
  });
});

test("a greeting goes by the code of the event, once and within twenty seconds, and needs no window", async () => {
  const { peer, channel, told } = await open();
  peer.enter("wm-new", "o-1");
  await vi.waitFor(() => expect(told.entered.length).toBe(1));
  expect(told.entered[0]).toMatchObject({ scene: "o-1", greets: true, address: { id: "wm-new" } });
  const stranger = { ...to, id: "wm-new" };
  await channel.send(stranger, { text: "您好，我是警民小助手" });
  expect(peer.received("wm-new")).toEqual(["您好，我是警民小助手"]);
  await expect(channel.send(stranger, { text: "还有" })).rejects.toMatchObject({ reason: "window" });
});

test("a picture and a file go after the text, each as a message of its own; too large is refused before anything goes", async () => {
  const { peer, channel } = await open();
  const dir = await mkdtemp(join(tmpdir(), "jingmin-kf-files-"));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  const path = join(dir, "a.png");
  await writeFile(path, tinyPng());
  const image = { kind: "image", name: "a.png", mime: "image/png", path } as const;
  const gif = { kind: "image", name: "a.gif", mime: "image/gif", path } as const;
  const sent = await channel.send(to, { text: "您看", files: [image, gif], key: "k1" });
  expect(sent.parts).toBe(3);
  expect(peer.received(kfPerson.id)).toEqual(["您看", "[image]", "[file]"]);
  expect(peer.sent.map(({ msgid }) => msgid)).toEqual(["k1", "k1_1", "k1_2"]);
  expect([...peer.wecom.media.values()].map(({ bytes }) => bytes.length)).toEqual([70, 70]);

  await writeFile(path, Buffer.alloc((10 << 20) + 1));
  await expect(channel.send(to, { text: "太大", files: [image] })).rejects.toMatchObject({
    outcome: "not-sent",
    reason: "rejected",
  });
  expect(peer.received(kfPerson.id)).not.toContain("太大");
});

test("what WeCom took and did not deliver is told with its key and why", async () => {
  const { peer, channel, told } = await open();
  for (const [type, reason] of [
    [4, "window"],
    [6, "window"],
    [10, "refused"],
    [2, "rejected"],
  ] as const) {
    peer.write(kfPerson.id, "还在");
    peer.loseNext(type);
    await channel.send(to, { text: "x", key: `key-of-${type}` });
    await vi.waitFor(() => expect(told.undelivered.at(-1)).toEqual({ to, key: `key-of-${type}`, reason }));
  }
  expect(peer.received(kfPerson.id)).toEqual([]);
});

test("nobody but a person of this channel can be written to", async () => {
  const { channel } = await open();
  await expect(channel.send({ ...to, kind: "group" }, { text: "x" })).rejects.toMatchObject({
    reason: "unsupported",
  });
  await expect(channel.send({ ...to, channel: "qq" }, { text: "x" })).rejects.toMatchObject({
    outcome: "not-sent",
  });
  await expect(channel.send(to, { text: "" })).rejects.toMatchObject({ outcome: "not-sent" });
});

test("a picture that has gone is expired, and a reference of another channel refused", async () => {
  const { channel } = await open();
  await expect(channel.download('{"media":"gone"}')).rejects.toMatchObject({ reason: "expired" });
  await expect(channel.download('{"url":"http://127.0.0.1/"}')).rejects.toMatchObject({ reason: "refused" });
  await expect(channel.download("not json")).rejects.toMatchObject({ reason: "refused" });
});

test("a long text goes in parts of at most 2048 bytes, and no sign is lost or cut in two", () => {
  fc.assert(
    fc.property(
      fc
        .array(fc.constantFrom("路", "灯", "a", "。", "\n", "😀", " "), { maxLength: 3000 })
        .map((s) => s.join("")),
      (text) => {
        const parts = splitText(text);
        for (const part of parts) expect(Buffer.byteLength(part)).toBeLessThanOrEqual(2048);
        expect(parts.join("").replace(/\s/g, "")).toBe(text.replace(/\s/g, ""));
        expect(parts.join("")).not.toContain("\ufffd");
      },
    ),
    { numRuns: 60 },
  );
});
