import { getConnInfo } from "@hono/node-server/conninfo";
import type { Context, MiddlewareHandler } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import type { CookieOptions } from "hono/utils/cookie";
import { sessionOf } from "../../people/sign-in.ts";
import type { OfficerEnv, OfficerParts } from "./parts/me.ts";

const FORGED = "这个页面太旧了，没有办。请刷新再试。";

/** Cookies of the pages: no script reads them, no other site sends them with a form. */
export function cookiesOf({ publicUrl }: Pick<OfficerParts, "publicUrl">) {
  const secure = publicUrl.startsWith("https:");
  const name = (own: string) => (secure ? `__Host-${own}` : own);
  const options: CookieOptions = { path: "/", httpOnly: true, sameSite: "Lax", secure };
  return {
    session: (c: Context) => getCookie(c, name("jingmin")),
    keepSession: (c: Context, token: string) => setCookie(c, name("jingmin"), token, options),
    dropSession: (c: Context) => deleteCookie(c, name("jingmin"), { path: "/", secure }),
    /** A sentence for the next page. */
    say: (c: Context, text: string) => setCookie(c, name("said"), text, { ...options, maxAge: 60 }),
    said(c: Context): string | undefined {
      const text = getCookie(c, name("said"));
      if (text !== undefined) deleteCookie(c, name("said"), { path: "/", secure });
      return text;
    },
  };
}

/** Lets in who is signed in; others go to the page for that, and come back from there. */
export function signedIn(parts: OfficerParts): MiddlewareHandler<OfficerEnv> {
  const cookies = cookiesOf(parts);
  return async (c, next) => {
    c.header("Cache-Control", "no-store");
    const token = cookies.session(c);
    const found = token === undefined ? undefined : await sessionOf(parts.actions, token);
    if (!found) {
      const back = c.req.method === "GET" ? `?back=${encodeURIComponent(c.req.path)}` : "";
      return c.redirect(`/officer/sign-in${back}`, 303);
    }
    const { officer, session } = found;
    const formToken = parts.actions.hashCode(`form ${session.id}`).slice(0, 32);
    c.set("me", { officer, session, actor: { officer: officer.id }, token: formToken });
    if (c.req.method !== "GET" && c.req.method !== "HEAD") {
      const form = await c.req.parseBody().catch(() => ({}) as Record<string, unknown>);
      if (!isOwnSite(c, parts) || form.token !== formToken) return c.text(FORGED, 403);
    }
    await next();
  };
}

/** Whether the request comes from one of our own pages, as far as the browser says. */
export function isOwnSite(c: Context, { publicUrl }: Pick<OfficerParts, "publicUrl">): boolean {
  const site = c.req.header("sec-fetch-site");
  if (site !== undefined && site !== "same-origin") return false;
  const origin = c.req.header("origin");
  if (origin === undefined) return true;
  if (!URL.canParse(origin)) return false;
  const { host } = new URL(origin);
  return host === c.req.header("host") || host === new URL(publicUrl).host;
}

/** Whose request it is: the socket's address; behind a trusted proxy what that one added last. */
export function clientOf(c: Context, { trustProxy }: Pick<OfficerParts, "trustProxy">): string {
  const told = trustProxy ? c.req.header("x-forwarded-for")?.split(",").at(-1)?.trim() : undefined;
  return told || (getConnInfo(c).remote.address ?? "");
}
