import { randomUUID } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { toString as drawQr } from "qrcode";
import type { Puppet } from "wechaty-puppet";
import { UserFacingError } from "../../domain/errors.ts";
import { type Clock, systemClock } from "../../lib/clock.ts";
import type { Logger } from "../../lib/logger.ts";
import { bridgeLog } from "../wechaty/log.ts";
import { isLoopback } from "../wechaty/options.ts";
import { surviveFaults, withoutHandlers } from "./faults.ts";
import { type GatewayState, servePage } from "./page.ts";
import { repeatForLatecomers } from "./recent.ts";
import { startServer } from "./server.ts";

export interface GatewayOptions {
  /** Package of the puppet, e.g. `wechaty-puppet-wechat4u`, or the address of a module (`file:…`). */
  readonly puppet: string;
  /** What its constructor takes, e.g. `{ token }` for a Pad puppet. */
  readonly puppetOptions?: Readonly<Record<string, unknown>>;
  /** `host:port` to listen on. */
  readonly listen: string;
  /** The bot's `options.token`; where absent one is made and kept in the file `token` in `data`. */
  readonly token?: string;
  /** Paths of PEM files; needed when `listen` is not loopback. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** Folder for the session of the account, and files on their way: whoever reads it is signed in as the station. */
  readonly data: string;
  /** Port of the login page on 127.0.0.1; 0 for any. */
  readonly pagePort: number;
  readonly logger: Logger;
  /** Where the QR code is drawn; standard error where absent. */
  readonly print?: (text: string) => void;
}

export interface Gateway {
  readonly pageUrl: string;
  /** Stops serving. The account stays signed in: end the process after it, and the next start takes the session up. */
  stop(): Promise<void>;
}

/**
 * The gateway process: one puppet, served over gRPC to the bot, with a login page. Puppets run here and not in the bot
 * because they install handlers, hold secrets of the account, and fail in ways that must not touch the store.
 * @throws UserFacingError where the options are wrong
 */
export async function runGateway(options: GatewayOptions): Promise<Gateway> {
  const puppet = await loadPuppet(options);
  const token = options.token ?? (await keptToken(options.data));
  // The service manager starts the gateway again.
  const giveUp = () => process.exit(1);
  const release = surviveFaults({ logger: options.logger, clock: systemClock, giveUp });
  const gateway = await serveGateway({ ...options, token, puppet, giveUp });
  return {
    pageUrl: gateway.pageUrl,
    async stop() {
      await gateway.stop();
      release();
    },
  };
}

/** The same around a puppet that is there already. */
export async function serveGateway(
  options: Omit<GatewayOptions, "puppet" | "puppetOptions" | "token"> & {
    puppet: Puppet;
    token: string;
    /** Called where the puppet does not start. */
    giveUp: () => void;
    clock?: Clock;
  },
): Promise<Gateway> {
  const { puppet, logger, clock = systemClock } = options;
  const tls = await readTls(options);
  const { log } = await import("wechaty-puppet-service");
  bridgeLog(log, logger);
  let state: GatewayState = { signedIn: false };
  const print = options.print ?? ((text: string) => void process.stderr.write(`${text}\n`));

  puppet.on("error", () => logger.debug("the puppet reports an error"));
  puppet.on("scan", ({ qrcode, status }) => {
    const isNew = !state.signedIn && state.qr !== qrcode;
    if (!qrcode || ![SCAN_WAITING, SCAN_TIMEOUT].includes(status)) return;
    state = { signedIn: false, qr: qrcode };
    if (isNew) void drawQr(qrcode, { type: "terminal", small: true }).then(print);
  });
  puppet.on("login", () => {
    if (state.signedIn) return;
    state = { signedIn: true };
    // What ids meant in the login before must not be said of them now.
    puppet.cache.clear();
    logger.info("signed in");
  });
  puppet.on("logout", () => {
    logger.warn("signed out");
    state = { signedIn: false };
  });
  const forget = repeatForLatecomers(puppet, clock);

  const page = await servePage(options.pagePort, () => state);
  const { listen: endpoint, token, data } = options;
  const server = await startServer({ endpoint, token, tls, puppet: guarded(puppet) }, data).catch(
    async (error: Error) => {
      await page.close();
      throw new UserFacingError(`网关不能在 ${endpoint} 上监听：${error.message}`);
    },
  );
  // In the background: signing in waits for a person. A puppet that failed is not asked again: what is left of its
  // first start would be under the second.
  void puppet.start().catch((error: NodeJS.ErrnoException) => {
    logger.error({ fault: error.code ?? error.name }, "the puppet did not start");
    print("连不上微信，网关退出。请查一下网络再启动；装成服务的，会自己再启动。");
    options.giveUp();
  });
  print(`微信网关：${endpoint}，登录页 ${page.url}`);

  return {
    pageUrl: page.url,
    async stop() {
      forget();
      await server.stop();
      await page.close();
    },
  };
}

/** `ScanStatus` of wechaty-puppet 1.21 (schemas/event.ts). */
const SCAN_WAITING = 2;
const SCAN_TIMEOUT = 5;

/**
 * The puppet as a bot may use it: a client of the library starts and stops it with itself, and signs it out when it
 * hears of a logout. wechat4u forgets its session at each stop.
 */
function guarded(puppet: Puppet): Puppet {
  const nothing = async () => {};
  return new Proxy(puppet, {
    get: (target, key) =>
      key === "start" || key === "stop" || key === "logout" ? nothing : Reflect.get(target, key, target),
  });
}

async function loadPuppet({ puppet: name, puppetOptions, data }: GatewayOptions): Promise<Puppet> {
  if (name === "wechaty-puppet-service")
    throw new UserFacingError("wechaty-puppet-service 由机器人直接连接，不用网关");
  const module = await withoutHandlers(() => import(name)).catch(() => {
    throw new UserFacingError(`没有安装 ${name}：请先运行 npm install ${name}`);
  });
  const Constructor = module.default?.default ?? module.default;
  if (typeof Constructor !== "function") throw new UserFacingError(`${name} 不是 Wechaty puppet`);
  const made = new Constructor({ ...puppetOptions }) as Puppet;
  await mkdir(data, { recursive: true, mode: 0o700 });
  const card = made.memory.constructor as new (file: string) => Puppet["memory"];
  made.setMemory(new card(join(data, name.replace(/[^\w-]/g, "_").slice(-80))));
  return made;
}

async function keptToken(data: string): Promise<string> {
  const file = join(data, "token");
  const kept = await readFile(file, "utf8").catch(() => undefined);
  if (kept?.trim()) return kept.trim();
  const token = `insecure_${randomUUID()}`;
  await writeFile(file, `${token}\n`, { mode: 0o600 });
  return token;
}

async function readTls({ listen, tls }: Pick<GatewayOptions, "listen" | "tls">) {
  if (tls) {
    return { serverCert: await readFile(tls.cert, "utf8"), serverKey: await readFile(tls.key, "utf8") };
  }
  if (!isLoopback(listen)) {
    throw new UserFacingError(
      `${listen} 不是本机地址：请配置自己的证书（tls.cert、tls.key），或只在 127.0.0.1 上监听`,
    );
  }
  return { disable: true };
}
