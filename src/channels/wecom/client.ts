import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import type { Clock } from "../../lib/clock.ts";
import type { Logger } from "../../lib/logger.ts";
import { type Download, DownloadError, type OutgoingFile } from "../channel.ts";
import { createAccessToken, type FetchedToken } from "./access-token.ts";
import { createClosedPaths } from "./closed-paths.ts";
import { callJson } from "./http-call.ts";
import { isTokenFault, isTooOften, WecomError } from "./wecom-error.ts";

/**
 * The interfaces of one secret of one company (微信客服, 客户联系). Calls carry the shared token; one that has run out
 * is renewed once and the call made again. After 45009 or 45033 a path stays closed for a while: its calls reject at
 * once with that code. Every method rejects with `WecomError` and nothing else, unless said otherwise.
 *
 * `path` begins after `/cgi-bin/`: `kf/sync_msg`, `externalcontact/groupchat/list`.
 */
export interface WecomClient {
  /** The answer, `errcode` 0 or absent. */
  post<T>(path: string, body: object): Promise<T>;
  get<T>(path: string, query?: Readonly<Record<string, string>>): Promise<T>;
  /** Uploads a temporary file (3 days); its `media_id`. A file that is not there is `unreached`. */
  upload(file: OutgoingFile): Promise<string>;
  /** Opens a temporary file. Rejects with `DownloadError`. */
  media(mediaId: string): Promise<Download>;
}

export interface WecomClientOptions {
  readonly corpId: string;
  readonly secret: string;
  /** The data folder: the token is kept in it. */
  readonly dir: string;
  /** `https://qyapi.weixin.qq.com`, or that of a private deployment. */
  readonly apiUrl?: string | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Milliseconds for one call; 15 s. */
  readonly timeout?: number;
}

const WECOM_API = "https://qyapi.weixin.qq.com";
const TIMEOUT = 15_000;
const UPLOAD_TIMEOUT = 60_000;

interface Answer {
  readonly errcode?: number;
}

export function createWecomClient(options: WecomClientOptions): WecomClient {
  const { corpId, secret, clock, logger, timeout = TIMEOUT } = options;
  const api = (options.apiUrl ?? WECOM_API).replace(/\/+$/, "");
  const closed = createClosedPaths(clock);
  const token = createAccessToken({
    owner: `${api} ${corpId} ${secret}`,
    file: join(options.dir, "wecom-tokens", `${fileName(corpId, secret)}.json`),
    clock,
    fetchToken,
  });

  async function fetchToken(): Promise<FetchedToken> {
    const query = new URLSearchParams({ corpid: corpId, corpsecret: secret });
    const answer = await read<{ access_token?: string; expires_in?: number }>(
      await asked("gettoken", `${api}/cgi-bin/gettoken?${query}`),
    );
    if (!answer.access_token) throw new WecomError("refused", -1);
    logger.info("wecom token renewed");
    return { token: answer.access_token, expiresIn: answer.expires_in ?? 7200 };
  }

  /** The answer of a call with JSON, whatever it says. */
  async function asked(path: string, url: string, body?: string): Promise<{ json(): Promise<unknown> }> {
    try {
      const { status, text } = await callJson(url, { body, within: timeout });
      // A proxy in between, or a server that has gone down half-way.
      if (status < 200 || status > 299) throw new WecomError("unanswered");
      return { json: async () => JSON.parse(text) };
    } catch (error) {
      if (error instanceof WecomError) throw error;
      const { code } = error as NodeJS.ErrnoException;
      logger.debug({ path, code }, "wecom call without an answer");
      throw new WecomError(code !== undefined && NEVER_SENT.has(code) ? "unreached" : "unanswered");
    }
  }

  /** The answer of the network to a call with files, whatever it says. */
  async function request(path: string, url: string, init: RequestInit, within: number): Promise<Response> {
    try {
      const response = await fetch(url, { ...init, redirect: "error", signal: AbortSignal.timeout(within) });
      if (response.ok) return response;
      // A proxy in between, or a server that has gone down half-way.
      throw new WecomError("unanswered", undefined);
    } catch (error) {
      if (error instanceof WecomError) throw error;
      // The error of `fetch` names the URL, and with it the token: only its code goes on.
      const code = causeOf(error);
      logger.debug({ path, code }, "wecom call without an answer");
      throw new WecomError(code !== undefined && NEVER_SENT.has(code) ? "unreached" : "unanswered");
    }
  }

  async function read<T>(response: { json(): Promise<unknown> }): Promise<T> {
    let answer: T & Answer;
    try {
      answer = (await response.json()) as T & Answer;
    } catch {
      throw new WecomError("unanswered");
    }
    if (answer.errcode === -1) throw new WecomError("unanswered", -1);
    if (answer.errcode) throw new WecomError("refused", answer.errcode);
    return answer;
  }

  /** `call` with the token; again, once, where that one had run out. */
  async function withToken<T>(path: string, call: (token: string) => Promise<T>): Promise<T> {
    closed.assertOpen(path);
    const first = await tokenOf(token.current());
    try {
      const answer = await call(first);
      closed.open(path);
      return answer;
    } catch (error) {
      if (!(error instanceof WecomError)) throw error;
      if (isTooOften(error.code))
        logger.warn({ path, ms: closed.close(path, error.code) }, "wecom path closed");
      if (!isTokenFault(error.code)) throw error;
      return await call(await tokenOf(token.instead(first)));
    }
  }

  const urlOf = (path: string, query: Record<string, string>) =>
    `${api}/cgi-bin/${path}?${new URLSearchParams(query)}`;

  return {
    post: (path, body) =>
      withToken(path, async (access_token) =>
        read(await asked(path, urlOf(path, { access_token }), JSON.stringify(body))),
      ),
    get: (path, query = {}) =>
      withToken(path, async (access_token) =>
        read(await asked(path, urlOf(path, { ...query, access_token }))),
      ),
    upload: (file) =>
      withToken("media/upload", async (access_token) => {
        const form = new FormData();
        const bytes = await readFile(file.path).catch(() => {
          throw new WecomError("unreached");
        });
        form.append("media", new Blob([bytes], { type: file.mime }), file.name);
        const url = urlOf("media/upload", { type: file.kind, access_token });
        const init = { method: "POST", body: form };
        const { media_id } = await read<{ media_id: string }>(
          await request("media/upload", url, init, UPLOAD_TIMEOUT),
        );
        return media_id;
      }),
    async media(mediaId) {
      try {
        return await withToken("media/get", async (access_token) => {
          const url = urlOf("media/get", { media_id: mediaId, access_token });
          const response = await request("media/get", url, { method: "GET" }, UPLOAD_TIMEOUT);
          const type = response.headers.get("content-type") ?? "";
          if (/json|text\/plain/.test(type) && !response.headers.has("content-disposition")) {
            await read(response);
            throw new WecomError("unanswered");
          }
          const name = nameIn(response.headers.get("content-disposition"));
          return {
            stream: Readable.fromWeb(response.body as ReadableStream),
            mime: type,
            ...(name ? { name } : {}),
          };
        });
      } catch (error) {
        const { code } = error as WecomError;
        if (code === 40007) throw new DownloadError("expired", "the media is gone", { cause: error });
        if (code === undefined || isTooOften(code) || code === -1)
          throw new DownloadError("unreachable", "no answer", { cause: error });
        throw new DownloadError("refused", `refused with ${code}`, { cause: error });
      }
    },
  };
}

/** A call without a token was never made, whatever became of the question for one. */
async function tokenOf(token: Promise<string>): Promise<string> {
  try {
    return await token;
  } catch (error) {
    const { outcome, code } = error as WecomError;
    throw new WecomError(outcome === "refused" ? "refused" : "unreached", code, { cause: error });
  }
}

/** Until then nothing of the request has left. */
const NEVER_SENT = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
  "CERT_HAS_EXPIRED",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
]);

function causeOf(error: unknown): string | undefined {
  const cause = (error as { cause?: { code?: unknown } }).cause;
  return typeof cause?.code === "string" ? cause.code : undefined;
}

/** One file a secret, named without it. */
function fileName(corpId: string, secret: string): string {
  return createHash("sha256").update(`${corpId} ${secret}`).digest("hex").slice(0, 16);
}

function nameIn(disposition: string | null): string | undefined {
  const [, encoded] = /filename\*=utf-8''([^;]+)/i.exec(disposition ?? "") ?? [];
  const [, plain] = /filename="?([^";]+)"?/i.exec(disposition ?? "") ?? [];
  try {
    return encoded ? decodeURIComponent(encoded) : plain;
  } catch {
    return plain;
  }
}
