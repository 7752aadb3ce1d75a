import type { MiddlewareHandler } from "hono";
import ipaddr from "ipaddr.js";

/**
 * Refuses requests under a name that is not this server's: a web site can have its name resolve to this machine and
 * read what it answers (DNS rebinding). Addresses and `localhost` cannot be made to do so.
 */
export function knownHost(names: readonly string[]): MiddlewareHandler {
  const known = new Set(["localhost", ...names.map((name) => name.toLowerCase())]);
  return async (c, next) => {
    const host = (c.req.header("host") ?? "localhost").toLowerCase().replace(/:\d*$/, "");
    const address = host.replace(/^\[(.*)\]$/, "$1");
    if (!known.has(host) && !ipaddr.isValid(address)) return c.text("这个网址不是本机的。", 403);
    await next();
  };
}
