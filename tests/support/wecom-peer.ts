import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What one call meets instead of its answer, by its path; `done`: WeCom did what was asked all the same. */
export type WecomFault =
  | { readonly kind: "code"; readonly code: number }
  | { readonly kind: "silent"; readonly done?: boolean }
  | { readonly kind: "hang-up"; readonly done?: boolean }
  | { readonly kind: "status"; readonly status: number };

/** What is answered as JSON; `{ bytes, name }` is answered as a file. */
export type WecomAnswer = Record<string, unknown>;
export type WecomHandler = (body: Record<string, unknown>, query: URLSearchParams) => WecomAnswer;

/**
 * The HTTP interfaces of a company on WeCom, written from the documents: tokens, temporary files, and what `on` adds
 * (`kf/sync_msg`, `externalcontact/…`). Real sockets, faults on demand, and a record of what was called.
 */
export interface WecomPeer {
  /** For `apiUrl`. */
  url(): string;
  start(): Promise<void>;
  /** Goes away; `start` brings it back at the same port. */
  stop(): Promise<void>;
  readonly corpId: string;
  readonly secret: string;
  /** Adds an interface; its path begins after `/cgi-bin/`. What it returns gets `errcode: 0`; it may throw a `WecomRefusal`. */
  on(path: string, handler: WecomHandler): void;
  /** Every call in order, `gettoken` too; refused ones as well. */
  readonly calls: readonly { path: string; body: Record<string, unknown>; query: URLSearchParams }[];
  called(path: string): number;
  /** The next calls of a path meet these, one each. */
  fail(path: string, ...faults: WecomFault[]): void;
  /** Every token given so far ends: 42001 where it ran out, 40014 where it was replaced. */
  expireTokens(code?: 42001 | 40014): void;
  /** Seconds that the next tokens last; 7200. */
  tokenLasts(seconds: number): void;
  /** Temporary files by `media_id`: uploaded ones and those that residents sent. */
  readonly media: Map<string, { name: string; mime: string; bytes: Uint8Array }>;
}

export class WecomRefusal extends Error {
  constructor(readonly code: number) {
    super(`refused with ${code}`);
  }
}

export function createWecomPeer(corpId = "ww1", secret = "s3cret-of-the-app"): WecomPeer {
  const handlers = new Map<string, WecomHandler>();
  const calls: { path: string; body: Record<string, unknown>; query: URLSearchParams }[] = [];
  const faults = new Map<string, WecomFault[]>();
  const media = new Map<string, { name: string; mime: string; bytes: Uint8Array }>();
  const tokens = new Map<string, number | undefined>();
  let lasts = 7200;
  let issued = 0;
  let port = 0;

  const server = createServer((request, response) => {
    void serve(request, response).catch(() => response.destroy());
  });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://peer");
    const path = url.pathname.replace(/^\/cgi-bin\//, "");
    const raw = await bytesOf(request);
    const type = request.headers["content-type"] ?? "";
    const body = type.includes("json") ? JSON.parse(raw.toString()) : {};
    calls.push({ path, body, query: url.searchParams });
    const fault = faults.get(path)?.shift();
    if (fault?.kind === "status") return void response.writeHead(fault.status).end("<html>");
    if (fault?.kind === "code") return json(response, { errcode: fault.code, errmsg: "on demand" });
    if (fault && !fault.done) return fault.kind === "hang-up" ? void response.destroy() : undefined;
    const answer = await answerTo(path, body, url.searchParams, type, raw);
    if (fault?.kind === "hang-up") return void response.destroy();
    if (fault) return;
    if (answer.bytes instanceof Uint8Array) {
      const name = encodeURIComponent(String(answer.name));
      response.setHeader("content-disposition", `attachment; filename*=utf-8''${name}`);
      response.writeHead(200, { "content-type": "application/octet-stream" }).end(answer.bytes);
    } else json(response, { errcode: 0, errmsg: "ok", ...answer });
  }

  async function answerTo(
    path: string,
    body: Record<string, unknown>,
    query: URLSearchParams,
    type: string,
    raw: Buffer,
  ): Promise<WecomAnswer> {
    try {
      if (path === "gettoken") return giveToken(query);
      const refused = tokenFault(query.get("access_token"));
      if (refused !== undefined) return { errcode: refused, errmsg: "token" };
      if (path === "media/upload") return await keepUpload(type, raw, query.get("type") ?? "");
      if (path === "media/get") {
        const file = media.get(query.get("media_id") ?? "");
        return file ? { bytes: file.bytes, name: file.name } : { errcode: 40007, errmsg: "invalid media_id" };
      }
      return handlers.get(path)?.(body, query) ?? { errcode: 40066, errmsg: "no such path" };
    } catch (error) {
      if (error instanceof WecomRefusal) return { errcode: error.code, errmsg: "refused" };
      throw error;
    }
  }

  function giveToken(query: URLSearchParams): WecomAnswer {
    if (query.get("corpid") !== corpId) throw new WecomRefusal(40013);
    if (query.get("corpsecret") !== secret) throw new WecomRefusal(40001);
    // While one is valid the same one is given.
    const valid = [...tokens].find(([, fault]) => fault === undefined)?.[0] ?? `token-${++issued}`;
    tokens.set(valid, undefined);
    return { access_token: valid, expires_in: lasts };
  }

  function tokenFault(token: string | null): number | undefined {
    if (!token) return 41001;
    return tokens.has(token) ? tokens.get(token) : 40014;
  }

  async function keepUpload(type: string, raw: Buffer, kind: string): Promise<WecomAnswer> {
    const form = await new Response(new Uint8Array(raw), { headers: { "content-type": type } }).formData();
    const file = form.get("media");
    if (!(file instanceof File)) throw new WecomRefusal(41005);
    const bytes = new Uint8Array(await file.arrayBuffer());
    if (bytes.length <= 5) throw new WecomRefusal(40006);
    const id = `media-${media.size + 1}`;
    media.set(id, { name: file.name, mime: file.type, bytes });
    return { type: kind, media_id: id, created_at: String(Math.floor(Date.now() / 1000)) };
  }

  return {
    corpId,
    secret,
    media,
    calls,
    called: (path) => calls.filter((call) => call.path === path).length,
    on: (path, handler) => void handlers.set(path, handler),
    fail: (path, ...more) => void faults.set(path, [...(faults.get(path) ?? []), ...more]),
    expireTokens(code = 42001) {
      for (const [token, fault] of tokens) if (fault === undefined) tokens.set(token, code);
    },
    tokenLasts(seconds) {
      lasts = seconds;
    },
    url: () => `http://127.0.0.1:${port}`,
    start: () =>
      new Promise((resolve) => {
        server.listen(port, "127.0.0.1", () => {
          port = (server.address() as AddressInfo).port;
          resolve();
        });
      }),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function json(response: ServerResponse, body: object): void {
  response.writeHead(200, { "content-type": "application/json; charset=UTF-8" }).end(JSON.stringify(body));
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
