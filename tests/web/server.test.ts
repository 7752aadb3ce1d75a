import { request } from "node:http";
import { createServer } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ChannelHealth } from "../../src/channels/channel.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { createLogger } from "../../src/lib/logger.ts";
import type { StoreHealth } from "../../src/store/store.ts";
import { createWebApp, ListenError, serveWeb, type WebParts } from "../../src/web/server.ts";

const since = new Date("2026-11-24T00:00:00Z");
let store: StoreHealth;
let channels: { name: string; health: ChannelHealth }[];

function app(extra: Partial<WebParts> = {}) {
  return createWebApp({
    logger: createLogger({ level: "silent", pretty: false }),
    clock: systemClock,
    health: () => store,
    ready: () => channels,
    ...extra,
  });
}

beforeEach(() => {
  store = { writable: true };
  channels = [
    { name: "qq", health: { online: true, since } },
    { name: "wechat", health: { online: true, since } },
  ];
});

describe("/healthz and /readyz", () => {
  test("ready is no station whose clock is wrong, and it says by how much", async () => {
    channels = [{ name: "qq", health: { online: true, since, clockOffset: 345_600_000 } }];
    const response = await app().request("/readyz");
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({
      ok: false,
      channels: { qq: { clockOffset: 345_600_000 } },
    });
    expect((await app().request("/healthz")).status).toBe(200);
  });

  test("both say 200 while the store is writable and every channel is online", async () => {
    for (const path of ["/healthz", "/readyz"]) {
      const response = await app().request(path);
      expect([path, response.status]).toEqual([path, 200]);
      expect(await response.json()).toMatchObject({ ok: true });
    }
  });

  test("with one channel offline the process is healthy but not ready, and the answer names the channel", async () => {
    channels[1] = { name: "wechat", health: { online: false, since, fault: "no-answer" } };
    expect((await app().request("/healthz")).status).toBe(200);
    const response = await app().request("/readyz");
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({
      ok: false,
      channels: { qq: { online: true }, wechat: { online: false, fault: "no-answer" } },
    });
  });

  test("a full disk makes both 503 and says so", async () => {
    store = { writable: false, fault: "disk-full" };
    for (const path of ["/healthz", "/readyz"]) {
      const response = await app().request(path);
      expect(response.status).toBe(503);
      expect(await response.json()).toMatchObject({ ok: false, store: { fault: "disk-full" } });
    }
  });

  test.each([
    ["127.0.0.1:8080", 200],
    ["[::1]:8080", 200],
    ["192.168.1.5:8080", 200],
    ["localhost", 200],
    ["jingmin.example.gov.cn", 200],
    ["JINGMIN.example.gov.cn:443", 200],
    ["rebound.example.com", 403],
    ["127.0.0.1.example.com:8080", 403],
    ["", 403],
  ])("under the name %j the figures answer %i", async (host, status) => {
    const metrics = { contentType: "text/plain", metrics: async () => "up 1\n" };
    const web = app({ metrics, hosts: ["127.0.0.1", "jingmin.example.gov.cn"] });
    for (const path of ["/metrics", "/readyz", "/"])
      expect([path, (await web.request(path, { headers: { host } })).status]).toEqual([path, status]);
  });

  test("the front page of a station without a chat says whose it is", async () => {
    const page = await app({ station: "光明路派出所" }).request("/");
    expect(await page.text()).toMatch(/^光明路派出所的警民小助手正在运行/);
  });

  test("/metrics is what the registry prints, and absent without one", async () => {
    expect((await app().request("/metrics")).status).toBe(404);
    const metrics = { contentType: "text/plain; version=0.0.4", metrics: async () => "up 1\n" };
    const response = await app({ metrics }).request("/metrics");
    expect(await response.text()).toBe("up 1\n");
    expect(response.headers.get("content-type")).toBe("text/plain; version=0.0.4");
  });

  test("a bug answers with a number to ask for, and without what went wrong", async () => {
    const broken = app({
      ready: () => {
        throw new Error("secret detail");
      },
    });
    const response = await broken.request("/readyz");
    expect(response.status).toBe(500);
    expect(await response.text()).toMatch(/系统出错（编号 \w{6}）/);
    expect(await (await broken.request("/readyz")).text()).not.toContain("secret");
  });
});

test("without the local channel there is no chat page", async () => {
  expect((await app().request("/chat")).status).toBe(404);
  expect((await app().request("/chat/events")).status).toBe(404);
});

test("static files are served with their type and a validator, and lead nowhere else", async () => {
  for (const name of ["bootstrap.min.css", "chat.css", "chat.js"]) {
    const response = await app().request(`/static/${name}`);
    expect([name, response.status]).toEqual([name, 200]);
    expect(response.headers.get("content-type")).toMatch(name.endsWith("js") ? /javascript/ : /css/);
    const again = await app().request(`/static/${name}`, {
      headers: { "If-None-Match": response.headers.get("etag") ?? "" },
    });
    expect(again.status).toBe(304);
  }
  expect((await app().request("/static/../server.ts")).status).toBe(404);
  expect((await app().request("/static/%2e%2e/server.ts")).status).toBe(404);
});

describe("serveWeb", () => {
  const closing: (() => Promise<void> | void)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });

  test("port 0 takes a free one, and the address it gives works", async () => {
    const web = await serveWeb(app(), { host: "127.0.0.1", port: 0 });
    closing.push(web.close);
    expect((await fetch(`${web.url}/healthz`)).status).toBe(200);
  });

  test("an occupied port is refused with a sentence that says what to do", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => other.once("listening", resolve));
    closing.push(() => void other.close());
    const { port } = other.address() as { port: number };
    const refused = serveWeb(app(), { host: "127.0.0.1", port });
    await expect(refused).rejects.toBeInstanceOf(ListenError);
    await expect(refused).rejects.toMatchObject({ reason: "port-in-use" });
    await expect(refused).rejects.toThrow(`端口 ${port} 已被别的程序占用`);
  });

  test("an address of another computer is refused by name", async () => {
    await expect(serveWeb(app(), { host: "192.0.2.1", port: 0 })).rejects.toMatchObject({
      reason: "no-such-host",
      message: expect.stringContaining("192.0.2.1"),
    });
  });

  test("close ends what is kept open, and the port is free again", async () => {
    const web = await serveWeb(app(), { host: "127.0.0.1", port: 0 });
    const port = Number(new URL(web.url).port);
    const idle = request({ port, host: "127.0.0.1", path: "/healthz", method: "POST" });
    idle.on("error", () => {});
    const ended = new Promise((resolve) => idle.once("close", () => resolve("ended")));
    idle.write("never ends");
    await new Promise((resolve) => idle.once("socket", (socket) => socket.once("connect", resolve)));
    await web.close();
    expect(await ended).toBe("ended");
    const next = await serveWeb(app(), { host: "127.0.0.1", port });
    closing.push(next.close);
    expect((await fetch(`${next.url}/healthz`)).status).toBe(200);
  });
});
