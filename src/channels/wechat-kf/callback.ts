import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Clock } from "../../lib/clock.ts";
import type { Logger } from "../../lib/logger.ts";
import { type CallbackKeys, openCallback } from "./callback-crypto.ts";
import { encryptedIn, type KfNews, kfNewsIn } from "./callback-xml.ts";

/** A callback is some hundred bytes. */
const MOST_BYTES = 64 * 1024;
const REQUEST_WITHIN = 5000;
/** A port that another process has: looked at again after this, while what comes in is polled. */
const LISTEN_AGAIN = 30_000;

/** The address that WeCom posts to, behind a proxy of the station's: it says that something came in, and nothing else. */
export interface Callback {
  start(): Promise<void>;
  address(): { host: string; port: number } | undefined;
  stop(): Promise<void>;
}

/**
 * `news` is called after the answer has gone: reading takes longer than the five seconds after which WeCom posts once
 * more. What is not signed with the station's token is refused without a word why.
 */
export function createCallback(deps: {
  /** `127.0.0.1:8097`. */
  readonly listen: string;
  readonly keys: CallbackKeys;
  readonly clock: Clock;
  readonly logger: Logger;
  news(news: KfNews): void;
}): Callback {
  const { keys, logger } = deps;
  const [, host = "127.0.0.1", port = ""] = /^(.+):(\d+)$/.exec(deps.listen) ?? [];
  let server: Server | undefined;
  let cancel = () => {};

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const query = new URL(request.url ?? "/", "http://callback").searchParams;
    const signed = {
      signature: query.get("msg_signature") ?? "",
      timestamp: query.get("timestamp") ?? "",
      nonce: query.get("nonce") ?? "",
    };
    if (request.method === "GET") {
      const plain = openCallback(keys, { ...signed, encrypted: query.get("echostr") ?? "" });
      return plain === undefined ? refuse(response) : answer(response, plain);
    }
    if (request.method !== "POST") return void response.writeHead(405).end();
    const body = await bodyOf(request);
    const encrypted = body === undefined ? undefined : encryptedIn(body);
    const plain = encrypted === undefined ? undefined : openCallback(keys, { ...signed, encrypted });
    if (plain === undefined) return refuse(response);
    answer(response, "success");
    const news = kfNewsIn(plain);
    if (news) setImmediate(deps.news, news);
  }

  function refuse(response: ServerResponse): void {
    logger.warn("wechat-kf: a callback was not WeCom's");
    response.writeHead(403).end();
  }

  function listen(resolve: () => void): void {
    const opening = createServer((request, response) => {
      void serve(request, response).catch(() => response.destroy());
    });
    opening.requestTimeout = REQUEST_WITHIN;
    opening.headersTimeout = REQUEST_WITHIN;
    opening.once("error", (error: NodeJS.ErrnoException) => {
      logger.error({ code: error.code, listen: deps.listen }, "wechat-kf: callbacks cannot be taken here");
      cancel = deps.clock.after(LISTEN_AGAIN, () => listen(() => {}));
      resolve();
    });
    opening.listen(Number(port), host.replace(/^\[|\]$/g, ""), resolve);
    server = opening;
  }

  return {
    start: () => new Promise(listen),
    address() {
      const bound = server?.address() as AddressInfo | null | undefined;
      return bound ? { host: bound.address, port: bound.port } : undefined;
    },
    stop: () =>
      new Promise((resolve) => {
        cancel();
        if (!server?.listening) return resolve();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answer(response: ServerResponse, text: string): void {
  response.writeHead(200, { "content-type": "text/plain; charset=utf-8" }).end(text);
}

/** `undefined` where it is too long. */
async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += (chunk as Buffer).length;
    if (bytes > MOST_BYTES) return undefined;
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString("utf8");
}
