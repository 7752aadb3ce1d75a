import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, test } from "vitest";
import { createPublicFetch, isPublicAddress } from "../../src/channels/fetch-public.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});
async function serve(handle: RequestListener): Promise<string> {
  const server = createServer(handle);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
const refused = { name: "DownloadError", reason: "refused" };

describe("only public addresses", () => {
  test.each([
    "127.0.0.1",
    "0.0.0.0",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "198.18.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1",
    "fd00::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "::127.0.0.1",
    "::7f00:1",
    "::a00:1",
    "::8.8.8.8",
    "not an address",
  ])("%s is none", (address) => expect(isPublicAddress(address)).toBe(false));

  test.each(["113.108.77.1", "8.8.8.8", "2400:3200::1"])("%s is one", (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  test("nothing is asked of a host that is not public, however it is written", async () => {
    let asked = 0;
    const base = await serve((_request, response) => {
      asked++;
      response.end("secret");
    });
    const { port } = new URL(base);
    const fetchPublic = createPublicFetch();
    for (const host of [
      "127.0.0.1",
      "localhost",
      "2130706433",
      "0x7f.1",
      "127.1",
      "[::ffff:127.0.0.1]",
      "[::1]",
      "0",
    ]) {
      await expect(fetchPublic(`http://${host}:${port}/`), host).rejects.toMatchObject(refused);
    }
    expect(asked).toBe(0);
  });

  test("nor after a redirect", async () => {
    const base = await serve((_request, response) =>
      response.writeHead(302, { location: "http://192.168.1.1/" }).end(),
    );
    await expect(createPublicFetch({ allowLoopback: true })(base)).rejects.toMatchObject(refused);
  });

  test.each(["file:///etc/passwd", "ftp://example.com/x", "javascript:1", "", "//x"])(
    "%s is no address",
    async (url) => {
      await expect(createPublicFetch()(url)).rejects.toMatchObject(refused);
    },
  );
});

describe("limits", () => {
  const fetchLocal = (options = {}) => createPublicFetch({ allowLoopback: true, ...options });

  test("a redirect is followed, a circle is not", async () => {
    const base = await serve((request, response) => {
      if (request.url === "/a") response.writeHead(302, { location: "/b" }).end();
      else if (request.url === "/b") response.writeHead(200, { "content-type": "image/png; x" }).end("ok");
      else response.writeHead(302, { location: request.url }).end();
    });
    const { stream, mime } = await fetchLocal()(`${base}/a`);
    expect([mime, await text(stream)]).toEqual(["image/png", "ok"]);
    await expect(fetchLocal()(`${base}/round`)).rejects.toMatchObject(refused);
  });

  test("too much is refused, whether it is announced or not", async () => {
    const base = await serve((request, response) => {
      if (request.url === "/announced") response.writeHead(200, { "content-length": 1000 });
      response.write("x".repeat(600));
      response.end("x".repeat(400));
    });
    await expect(fetchLocal({ maxBytes: 999 })(`${base}/announced`)).rejects.toMatchObject(refused);
    const { stream } = await fetchLocal({ maxBytes: 999 })(`${base}/chunked`);
    await expect(text(stream)).rejects.toMatchObject(refused);
    expect(await text((await fetchLocal({ maxBytes: 1000 })(`${base}/chunked`)).stream)).toHaveLength(1000);
  });

  test("a server that never ends is given up", async () => {
    const base = await serve((request, response) => {
      if (request.url === "/slow") response.write("x");
    });
    await expect(fetchLocal({ timeout: 100 })(`${base}/dead`)).rejects.toMatchObject({
      reason: "unreachable",
    });
    const { stream } = await fetchLocal({ timeout: 200 })(`${base}/slow`);
    await expect(text(stream)).rejects.toMatchObject({ reason: "unreachable" });
  });

  test("a broken-off download is unreachable, a missing file expired, a broken server worth another try", async () => {
    let cut = () => {};
    const base = await serve((request, response) => {
      if (request.url === "/cut") {
        response.writeHead(200, { "content-length": 100 });
        response.write("x");
        cut = () => response.destroy();
      } else response.writeHead(Number(request.url?.slice(1))).end();
    });
    const { stream } = await fetchLocal()(`${base}/cut`);
    cut();
    await expect(text(stream)).rejects.toMatchObject({ reason: "unreachable" });
    for (const status of [400, 403, 404, 410]) {
      await expect(fetchLocal()(`${base}/${status}`)).rejects.toMatchObject({ reason: "expired" });
    }
    await expect(fetchLocal()(`${base}/503`)).rejects.toMatchObject({ reason: "unreachable" });
  });
});
