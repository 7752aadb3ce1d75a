import { createServer as createHttp } from "node:http";
import { type AddressInfo, createServer, type Server } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { tryForward, tryReverse } from "../../../src/channels/onebot/try-connection.ts";
import { freePort } from "../../support/free-port.ts";
import { createOnebotPeer, type PeerOptions } from "../../support/onebot-peer.ts";

async function peerOf(options: PeerOptions = {}) {
  const peer = createOnebotPeer(options);
  await peer.start();
  onTestFinished(() => peer.stop());
  return peer;
}

/** Something else that listens. */
async function listening(server: Server): Promise<string> {
  await new Promise<void>((up) => server.listen(0, "127.0.0.1", up));
  onTestFinished(() => void server.close());
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test("a line that works tells the account, the implementation and its groups", async () => {
  const peer = await peerOf({ token: "right" });
  peer.world.groups.push({ group_id: 700001, group_name: "体育场警民群" });
  const tried = await tryForward({ url: peer.url(), token: "right" });
  expect(tried).toMatchObject({ account: "10001", groups: [{ id: "700001", name: "体育场警民群" }] });
});

test.each(["napcat", "lagrange"] as const)("a wrong token is said, as %s refuses it", async (refuses) => {
  const peer = await peerOf({ token: "right", refuses });
  expect(await tryForward({ url: peer.url(), token: "wrong" })).toEqual({
    wrong: expect.stringContaining("口令不对"),
  });
});

test("each way in which nothing answers has its own sentence", async () => {
  const gone = await freePort();
  const web = createHttp((_, answer) => answer.writeHead(200).end("hello"));
  const other = createServer((socket) => socket.end("SSH-2.0-x\r\n"));
  const lost = createHttp((_, answer) => answer.writeHead(404).end());
  const closed = createServer((socket) => socket.resume());
  const cases: readonly (readonly [string, RegExp])[] = [
    [`ws://127.0.0.1:${gone}`, /没有程序在听/],
    ["ws://no-such-host.invalid:3001", /找不到「no-such-host\.invalid」/],
    [await listening(web), /是网页（http）/],
    [await listening(lost), /路径不对/],
    [await listening(other), /不是 WebSocket/],
    [await listening(closed), /连不到|不是 WebSocket/],
    ["http://127.0.0.1:3001", /ws:\/\/ 开头/],
    ["127.0.0.1:3001", /地址不对/],
  ];
  for (const [url, sentence] of cases)
    expect([url, await tryForward({ url }, 300)]).toEqual([url, { wrong: expect.stringMatching(sentence) }]);
});

test("an account that is signed out, or offline, is no line that works", async () => {
  const peer = await peerOf();
  peer.world.online = false;
  expect(await tryForward({ url: peer.url() })).toEqual({ wrong: expect.stringContaining("扫码") });
});

test("in reverse it waits for who dials in, and says why nobody did", async () => {
  const port = await freePort();
  const listen = `127.0.0.1:${port}`;
  expect(await tryReverse({ listen })).toEqual({ wrong: "反向一定要有口令。" });
  expect(await tryReverse({ listen, token: "right" }, 200)).toEqual({
    wrong: expect.stringContaining("没有人来连"),
  });
  await peerOf({ dial: () => `ws://${listen}`, token: "right" });
  expect(await tryReverse({ listen, token: "right" }, 8_000)).toMatchObject({ account: "10001" });
  const taken = createServer();
  const [, used = ""] = /:(\d+)$/.exec(await listening(taken)) ?? [];
  expect(await tryReverse({ listen: `127.0.0.1:${used}`, token: "right" }, 200)).toEqual({
    wrong: `端口 ${used} 被别的程序占着：换一个，或关掉它。`,
  });
});
