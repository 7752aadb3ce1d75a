import { getConnInfo } from "@hono/node-server/conninfo";
import type { Context, MiddlewareHandler } from "hono";
import ipaddr from "ipaddr.js";

const REFUSAL = "这个页面只能在运行警民的这台电脑上打开，请用 http://127.0.0.1 开头的地址。";

/**
 * Lets in only what a page of this server, opened on this computer, asks for. A loopback socket alone is not enough:
 * any web site may send its visitors' browsers here, under its own name (cross-site request) or, by changing what
 * its name resolves to, as if this were its own server (DNS rebinding).
 */
export const localOnly: MiddlewareHandler = async (c, next) => {
  if (!isLocal(c)) return c.text(REFUSAL, 403);
  await next();
};

function isLocal(c: Context): boolean {
  const remote = getConnInfo(c).remote.address;
  if (!remote || !ipaddr.isValid(remote) || ipaddr.process(remote).range() !== "loopback") return false;
  // A proxy on this computer would make strangers look local.
  if (["forwarded", "x-forwarded-for", "x-real-ip", "via"].some((name) => c.req.header(name))) return false;

  const host = c.req.header("host") ?? "";
  if (!/^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i.test(host)) return false;

  const reading = c.req.method === "GET" || c.req.method === "HEAD";
  const origin = c.req.header("origin");
  if (origin === undefined ? !reading : origin.toLowerCase() !== `http://${host.toLowerCase()}`) return false;

  // Browsers say where a request comes from also where they send no Origin; a link may be followed from anywhere.
  const site = c.req.header("sec-fetch-site") ?? "none";
  const followsLink = reading && c.req.header("sec-fetch-mode") === "navigate";
  return site === "none" || site === "same-origin" || followsLink;
}
