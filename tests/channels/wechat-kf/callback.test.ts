import fc from "fast-check";
import { expect, onTestFinished, test, vi } from "vitest";
import { openCallback, signatureOf } from "../../../src/channels/wechat-kf/callback-crypto.ts";
import { encryptedIn, kfNewsIn } from "../../../src/channels/wechat-kf/callback-xml.ts";
import { recordEvents } from "../../contract/channel.ts";
import { callbackKeys, encrypt } from "../../support/kf-peer.ts";
import { openKf } from "../../support/kf-rig.ts";

const signed = (text: string, corpId = "ww1") => {
  const parts = { timestamp: "1409659813", nonce: "263014780", encrypted: encrypt(text, corpId) };
  return { ...parts, signature: signatureOf(callbackKeys.token, parts) };
};

/** From the documents of WeCom: an address is checked with these (developer.work.weixin.qq.com/document/path/90968). */
test("the example of the documents is read", () => {
  const keys = {
    token: "QDG6eK",
    corpId: "wx5823bf96d3bd56c7",
    aesKey: "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C",
  };
  const encrypted =
    "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ==";
  const parts = { timestamp: "1409659589", nonce: "263014780", encrypted };
  const signature = "5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3";
  expect(signatureOf(keys.token, parts)).toBe(signature);
  expect(openCallback(keys, { ...parts, signature })).toBe("1616140317555161061");
});

test("whatever is written arrives as it was, and nothing changed is taken for WeCom's", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 300 }), fc.nat(), (text, where) => {
      const good = signed(text);
      expect(openCallback(callbackKeys, good)).toBe(text);
      const at = where % good.encrypted.length;
      const other = good.encrypted[at] === "A" ? "B" : "A";
      const changed = good.encrypted.slice(0, at) + other + good.encrypted.slice(at + 1);
      expect(openCallback(callbackKeys, { ...good, encrypted: changed })).toBeUndefined();
    }),
    { numRuns: 60 },
  );
});

test("a message for another company, a foreign token and rubbish are refused, also where they are signed", () => {
  expect(openCallback(callbackKeys, signed("x", "ww2"))).toBeUndefined();
  expect(openCallback({ ...callbackKeys, token: "another" }, signed("x"))).toBeUndefined();
  for (const encrypted of ["", "AAAA", "not base64 at all !", Buffer.alloc(64).toString("base64")]) {
    const parts = { timestamp: "1", nonce: "2", encrypted };
    const signature = signatureOf(callbackKeys.token, parts);
    expect(openCallback(callbackKeys, { ...parts, signature })).toBeUndefined();
  }
});

test("only news of this kind are news, and no text of a stranger breaks the reading", () => {
  expect(kfNewsIn("<xml><Event>subscribe</Event></xml>")).toBeUndefined();
  expect(kfNewsIn("<xml><Event>kf_msg_or_event</Event><Token>t</Token></xml>")).toEqual({ token: "t" });
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), (text) => {
      encryptedIn(text);
      kfNewsIn(text);
      encryptedIn(`<xml>${text}</xml>`);
    }),
  );
});

async function openWithCallback(poll = 60_000) {
  const rig = await openKf({ callback: { ...callbackKeys, listen: "127.0.0.1:0" }, poll });
  onTestFinished(rig.close);
  const texts: string[] = [];
  await rig.channel.start(recordEvents({ message: ({ text }) => texts.push(text) }));
  const url = `http://127.0.0.1:${rig.channel.callbackAddress()?.port}/wecom`;
  return { ...rig, texts, url };
}

test("a callback is answered before anything is read, and what came in is read with its token", async () => {
  const { peer, texts, url } = await openWithCallback();
  await vi.waitFor(() => expect(peer.wecom.called("kf/sync_msg")).toBe(1));
  peer.write("wm1", "路灯坏了");
  peer.wecom.fail("kf/sync_msg", { kind: "silent" });
  const began = performance.now();
  expect(await peer.post(url)).toBe(200);
  // Reading hangs for the whole time-out of a call; the answer does not wait for it.
  expect(performance.now() - began).toBeLessThan(400);
  await vi.waitFor(() => expect(texts).toEqual(["路灯坏了"]), { timeout: 10_000 });
  expect(peer.wecom.calls.filter(({ body }) => body.token === "token-1").length).toBeGreaterThan(0);
});

test("the same callback twice, and callbacks out of order, tell nothing twice", async () => {
  const { peer, texts, url } = await openWithCallback();
  for (const text of ["一", "二", "三"]) peer.write("wm1", text);
  await Promise.all([peer.post(url), peer.post(url), peer.post(url)]);
  await vi.waitFor(() => expect(texts).toEqual(["一", "二", "三"]));
  expect(await peer.post(url)).toBe(200);
  await vi.waitFor(() => expect(peer.wecom.called("kf/sync_msg")).toBeGreaterThan(2));
  expect(texts).toEqual(["一", "二", "三"]);
});

test("a forged signature, another company and a body without an end are refused, and nothing is read", async () => {
  const { peer, url } = await openWithCallback();
  await vi.waitFor(() => expect(peer.wecom.called("kf/sync_msg")).toBe(1));
  expect(await peer.post(url, { signature: "0".repeat(40) })).toBe(403);
  expect(await peer.post(url, { signature: "" })).toBe(403);
  expect(await peer.post(url, { corpId: "ww2" })).toBe(403);
  expect(await peer.post(url, { xml: "<xml><Event>other</Event></xml>" })).toBe(200);
  const long = await fetch(url, { method: "POST", body: "x".repeat(200_000) }).then(
    ({ status }) => status,
    () => 403,
  );
  expect(long).toBe(403);
  expect(peer.wecom.called("kf/sync_msg")).toBe(1);
});

test("the address is confirmed by what stands in it", async () => {
  const { url } = await openWithCallback();
  const { signature, timestamp, nonce, encrypted } = signed("1616140317555161061");
  const query = new URLSearchParams({ msg_signature: signature, timestamp, nonce, echostr: encrypted });
  expect(await (await fetch(`${url}?${query}`)).text()).toBe("1616140317555161061");
  query.set("msg_signature", "0".repeat(40));
  expect((await fetch(`${url}?${query}`)).status).toBe(403);
});

test("a callback that is lost costs no message: it is looked for as well", async () => {
  const { peer, texts } = await openWithCallback(50);
  peer.write("wm1", "没有回调也收到");
  await vi.waitFor(() => expect(texts).toEqual(["没有回调也收到"]));
});
