import { spawn } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test, vi } from "vitest";
import { mock, PuppetMock } from "wechaty-puppet-mock";
import { createWechatyChannel } from "../../../src/channels/wechaty/wechaty-channel.ts";
import { surviveFaults, withoutHandlers } from "../../../src/channels/wechaty-gateway/faults.ts";
import {
  type Gateway,
  type GatewayOptions,
  runGateway,
  serveGateway,
} from "../../../src/channels/wechaty-gateway/gateway.ts";
import { FilesOnTheirWay } from "../../../src/channels/wechaty-gateway/server.ts";
import { systemClock } from "../../../src/lib/clock.ts";
import { createLogger, type Logger } from "../../../src/lib/logger.ts";
import { recordEvents } from "../../contract/channel.ts";
import { freePort } from "../../support/free-port.ts";
import { TOKEN } from "../../support/puppet-rig.ts";

vi.setConfig({ testTimeout: 20_000 });

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});
const common = async () => ({
  listen: `127.0.0.1:${await freePort()}`,
  token: TOKEN,
  pagePort: 0,
  logger: createLogger({ level: "silent", pretty: false }),
  giveUp: () => {},
});

async function temporary(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "gateway-"));
  closing.push(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function serve(): Promise<{
  gateway: Gateway;
  puppet: PuppetMock;
  mocker: mock.Mocker;
  printed: string[];
}> {
  const mocker = new mock.Mocker();
  const puppet = new PuppetMock({ mocker });
  const printed: string[] = [];
  const data = await temporary();
  const given = { ...(await common()), data, puppet, print: (text: string) => printed.push(text) };
  const gateway = await serveGateway(given);
  closing.unshift(
    () => gateway.stop(),
    () => puppet.stop(),
  );
  return { gateway, puppet, mocker, printed };
}

async function run(extra: Partial<GatewayOptions>): Promise<Gateway> {
  const options = {
    ...(await common()),
    puppet: "wechaty-puppet-mock",
    data: join(await temporary(), "wechat"),
    print: () => {},
  };
  const gateway = await runGateway({ ...options, ...extra });
  closing.unshift(() => gateway.stop());
  return gateway;
}

function get(url: string, host?: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    request(url, { headers: host ? { host } : {} }, (response) => {
      let body = "";
      response.on("data", (chunk) => {
        body += chunk;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
    })
      .on("error", reject)
      .end();
  });
}

describe("wechaty gateway", () => {
  test("shows the login code on the terminal and on the page, until somebody is signed in", async () => {
    const { gateway, mocker, printed } = await serve();
    expect((await get(gateway.pageUrl)).body).toContain("正在取登录二维码");
    mocker.scan("https://login.weixin.qq.com/l/abc");
    await vi.waitFor(() => expect(printed.some((text) => text.includes("▄"))).toBe(true));
    expect((await get(gateway.pageUrl)).body).toContain("data:image/svg+xml;base64,");
    mocker.login(mocker.createContact());
    const page = await get(gateway.pageUrl);
    expect(page.body).toContain("已登录");
    expect(page.body).not.toContain("data:image");
  });

  test("the page answers on loopback only, and to no other host name", async () => {
    const { gateway } = await serve();
    expect(new URL(gateway.pageUrl).hostname).toBe("127.0.0.1");
    expect((await get(gateway.pageUrl, "evil.example")).status).toBe(403);
    expect((await get(gateway.pageUrl, "localhost:8789")).status).toBe(200);
  });

  test("without a certificate it listens on this machine only", async () => {
    await expect(run({ listen: "0.0.0.0:18788" })).rejects.toThrow(/证书/);
  });

  test("a puppet that is not installed, or is none, is named", async () => {
    await expect(run({ puppet: "wechaty-puppet-nowhere" })).rejects.toThrow(
      /npm install wechaty-puppet-nowhere/,
    );
    await expect(run({ puppet: "zod" })).rejects.toThrow(/不是 Wechaty puppet/);
  });

  test("with the station's own certificate the wire is encrypted, and a gateway with another one is not believed", async () => {
    const file = (name: string) => fileURLToPath(new URL(`../../fixtures/tls/${name}`, import.meta.url));
    const tls = { cert: file("gateway.crt"), key: file("gateway.key") };
    const { listen, logger, ...rest } = await common();
    const puppet = new PuppetMock();
    const data = await temporary();
    const gateway = await serveGateway({ ...rest, data, listen, logger, tls, puppet, print: () => {} });
    puppet.mocker.login(puppet.mocker.createContact());
    const connect = async (tlsOptions: object) => {
      const channel = createWechatyChannel({
        name: "wechat",
        puppet: "wechaty-puppet-service",
        options: { endpoint: listen, token: TOKEN, tls: tlsOptions },
        clock: systemClock,
        logger,
      });
      closing.push(() => channel.stop());
      await channel.start(recordEvents({}));
      return channel;
    };
    const believes = await connect({ caCert: tls.cert, serverName: "jingmin-gateway" });
    const doubts = await connect({ disable: false, serverName: "jingmin-gateway" });
    closing.push(
      () => gateway.stop(),
      () => puppet.stop(),
    );
    await vi.waitFor(() => expect(believes.health().online).toBe(true), { timeout: 15_000 });
    expect(doubts.health()).toMatchObject({ online: false, fault: "offline" });
  });

  test("a gateway whose puppet does not start says so and ends, to be started again", async () => {
    const data = join(await temporary(), "wechat");
    const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
    const puppet = new URL("../../support/failing-puppet.ts", import.meta.url).href;
    const given = [
      "--puppet",
      puppet,
      "--data",
      data,
      "--listen",
      (await common()).listen,
      "--page-port",
      "0",
    ];
    const gateway = spawn(process.execPath, [path("../../../bin/jingmin.js"), "gateway", ...given]);
    closing.unshift(async () => void gateway.kill("SIGKILL"));
    let said = "";
    gateway.stderr.on("data", (text) => {
      said += text;
    });
    expect((await once(gateway, "close"))[0]).toBe(1);
    expect(said).toContain("连不上微信，网关退出");
    expect((await readdir(data)).filter((name) => name.startsWith("files-"))).toEqual([]);
  }, 60_000);

  test("a port that is taken is said in words", async () => {
    const listen = (await common()).listen;
    await run({ listen });
    await expect(run({ listen })).rejects.toThrow(new RegExp(`不能在 ${listen} 上监听`));
  });

  test("a puppet finds its session again after a restart, in a folder that only the station can read", async () => {
    const folder = join(await temporary(), "wechat");
    const tokens = new Set<string>();
    const puppet = new URL("../../support/keeping-puppet.ts", import.meta.url).href;
    for (const starts of [1, 2]) {
      const { token: _, ...given } = await common();
      const gateway = await runGateway({ ...given, data: folder, puppet, print: () => {} });
      tokens.add(await readFile(join(folder, "token"), "utf8"));
      await vi.waitFor(async () => {
        const file = (await readdir(folder)).find((name) => name.endsWith(".memory-card.json")) ?? "";
        expect(JSON.parse(await readFile(join(folder, file), "utf8"))).toEqual({ starts });
      });
      await gateway.stop();
    }
    expect([...tokens]).toEqual([expect.stringMatching(/^insecure_[0-9a-f-]{36}\n$/)]);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect((await stat(join(folder, "token"))).mode & 0o777).toBe(0o600);
  });

  test("files that a killed gateway left are removed, those of one that runs are not", async () => {
    const [data, listen] = [await temporary(), (await common()).listen];
    await mkdir(join(data, "files-killed"));
    await writeFile(join(data, "files-killed", "picture.dat"), "a resident's picture");
    const running = await run({ data, listen });
    const folders = async () => (await readdir(data)).filter((name) => name.startsWith("files-"));
    const mine = await folders();
    expect(mine).toEqual([expect.not.stringContaining("killed")]);
    await expect(run({ data, listen })).rejects.toThrow(/不能在/);
    expect(await folders()).toEqual(mine);
    await running.stop();
    expect(await folders()).toEqual([]);
  });

  test("no file on its way is kept longer than some minutes", async () => {
    vi.useFakeTimers({ toFake: ["Date", "setInterval", "clearInterval"] });
    closing.push(async () => vi.useRealTimers());
    const folder = await temporary();
    const files = new FilesOnTheirWay({ storeDir: folder });
    files.init();
    closing.unshift(async () => files.destroy());
    for (const picture of ["one", "two"]) await files.save(Readable.from([Buffer.from(picture)]));
    vi.advanceTimersByTime(9 * 60_000);
    expect(await readdir(folder)).toHaveLength(2);
    vi.advanceTimersByTime(3 * 60_000);
    expect(await readdir(folder)).toEqual([]);
  });

  test("lives through a fault of the puppet, gives up at many in a minute, and logs no words of it", async () => {
    const source = new EventEmitter();
    const giveUp = vi.fn();
    const logged: unknown[] = [];
    const logger = { error: (...said: unknown[]) => logged.push(said) } as unknown as Logger;
    let now = 0;
    const clock = { now: () => new Date(now), after: () => () => {} };
    surviveFaults({ logger, clock, giveUp, source });
    for (now = 0; now < 3_600_000; now += 10_000)
      source.emit("uncaughtException", new Error("张秀英说楼上吵"));
    expect(giveUp).not.toHaveBeenCalled();
    for (let i = 0; i < 11; i += 1) source.emit("uncaughtException", new TypeError("x"));
    expect(giveUp).toHaveBeenCalled();
    expect(JSON.stringify(logged)).not.toContain("张秀英");
  });

  test("takes away the handler by which wechat4u swallows every uncaught exception", async () => {
    const before = process.listenerCount("uncaughtException");
    let during = before;
    await withoutHandlers(async () => {
      await import("wechaty-puppet-wechat4u");
      during = process.listenerCount("uncaughtException");
    });
    expect(during).toBe(before + 1);
    expect(process.listenerCount("uncaughtException")).toBe(before);
  });
});
