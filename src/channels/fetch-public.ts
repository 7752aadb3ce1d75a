import { lookup as resolveName } from "node:dns/promises";
import http, { type IncomingMessage } from "node:http";
import https from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { Transform } from "node:stream";
import ipaddr from "ipaddr.js";
import { type Download, DownloadError } from "./channel.ts";

export interface PublicFetchOptions {
  /** Bytes; the stream fails past them. */
  readonly maxBytes?: number;
  /** Milliseconds for everything, from the first look-up to the last byte. */
  readonly timeout?: number;
  /** For tests only: lets a test's own server be reached. */
  readonly allowLoopback?: boolean;
}

const REDIRECTS = 3;
/** What a file server says when an address has run out: QQ's uses 400. */
const EXPIRED = new Set([400, 403, 404, 410]);

/**
 * Downloads what a stranger's message points to, and only from public addresses: no private, loopback, link-local,
 * carrier-grade NAT or mapped host, nor after a redirect. A name is resolved once and the checked address is the one
 * connected to, so that a second answer of its DNS server changes nothing. Rejects with `DownloadError`.
 */
export function createPublicFetch(options: PublicFetchOptions = {}): (url: string) => Promise<Download> {
  const { maxBytes = 100 * 1024 * 1024, timeout = 120_000, allowLoopback = false } = options;

  return async (url) => {
    const signal = AbortSignal.timeout(timeout);
    const response = await follow(parse(url), REDIRECTS, signal);
    const length = Number(response.headers["content-length"] ?? 0);
    if (length > maxBytes) {
      response.destroy();
      throw new DownloadError("refused", "larger than the limit");
    }
    const mime = response.headers["content-type"]?.split(";")[0];
    return { stream: limited(response, maxBytes), ...(mime && { mime }) };
  };

  async function follow(url: URL, left: number, signal: AbortSignal): Promise<IncomingMessage> {
    const response = await request(url, signal);
    const status = response.statusCode ?? 0;
    if (status === 200) return response;
    response.destroy();
    const location = response.headers.location;
    if (status >= 300 && status < 400 && location !== undefined) {
      if (left === 0) throw new DownloadError("refused", "too many redirects");
      return follow(parse(location, url), left - 1, signal);
    }
    if (EXPIRED.has(status)) throw new DownloadError("expired", `status ${status}`);
    throw new DownloadError("unreachable", `status ${status}`);
  }

  async function request(url: URL, signal: AbortSignal): Promise<IncomingMessage> {
    const address = await publicAddress(url.hostname.replace(/^\[|\]$/g, ""));
    // Called for names only, never for literal addresses; those have been checked just the same.
    const lookup: LookupFunction = (_host, { all }, done) => {
      if (all) done(null, [address]);
      else done(null, address.address, address.family);
    };
    const { get } = url.protocol === "https:" ? https : http;
    return new Promise((resolve, reject) => {
      const sent = get(url, { lookup, signal, agent: false, headers: { Accept: "*/*" } }, resolve);
      sent.on("error", (cause) => reject(new DownloadError("unreachable", "no answer", { cause })));
    });
  }

  async function publicAddress(host: string): Promise<{ address: string; family: 4 | 6 }> {
    const literal = isIP(host);
    const found = literal
      ? [{ address: host, family: literal }]
      : await resolveName(host, { all: true }).catch((cause: unknown) => {
          throw new DownloadError("unreachable", "no such host", { cause });
        });
    const allowed = found.find(({ address }) => isPublicAddress(address, allowLoopback));
    if (!allowed) throw new DownloadError("refused", "not a public address");
    return { address: allowed.address, family: allowed.family === 6 ? 6 : 4 };
  }
}

/** The deprecated form of RFC 4291 (`::127.0.0.1`), which some systems still lead to the address in it. */
const IPV4_COMPATIBLE = ipaddr.IPv6.parseCIDR("::/96");

/** Whether anybody on the internet could be reached there. Mapped, translated and tunnelled forms are not. */
export function isPublicAddress(address: string, allowLoopback = false): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  if (allowLoopback && parsed.range() === "loopback") return true;
  // An IPv4 address in IPv6's clothes.
  if (parsed instanceof ipaddr.IPv4 ? isIP(address) === 6 : parsed.match(IPV4_COMPATIBLE)) return false;
  return parsed.range() === "unicast";
}

function parse(address: string, base?: URL): URL {
  const url = URL.canParse(address, base?.href) ? new URL(address, base) : undefined;
  if (!url || (url.protocol !== "http:" && url.protocol !== "https:"))
    throw new DownloadError("refused", "no address");
  return url;
}

/** The body, failing with `DownloadError` past the limit or when the connection or the time ends before it. */
function limited(body: IncomingMessage, maxBytes: number): Transform {
  let bytes = 0;
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > maxBytes) done(new DownloadError("refused", "larger than the limit"));
      else done(null, chunk);
    },
  });
  const fail = (cause: unknown) => stream.destroy(new DownloadError("unreachable", "broken off", { cause }));
  body.on("error", fail);
  body.on("aborted", () => fail(undefined));
  stream.on("close", () => body.destroy());
  return body.pipe(stream);
}
