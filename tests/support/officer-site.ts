import { onTestFinished } from "vitest";
import { createLogger } from "../../src/lib/logger.ts";
import { createWebApp, serveWeb } from "../../src/web/server.ts";
import type { Chat } from "./start-chat.ts";

/** A browser without pictures or script: it keeps cookies and sends forms. */
export interface Client {
  get(path: string): Promise<Page>;
  /** Sends a form with its hidden token, as a page of ours would; `headers` as a browser may set them. */
  post(path: string, fields?: Record<string, string>, headers?: Record<string, string>): Promise<Page>;
  /** The same for a form that brings files: each a field, a name and its content. */
  send(
    path: string,
    fields: Record<string, string>,
    files: readonly (readonly [field: string, name: string, content: Uint8Array])[],
  ): Promise<Page>;
  readonly cookies: Map<string, string>;
}

export interface Page {
  readonly status: number;
  /** Where it led in the end. */
  readonly path: string;
  readonly html: string;
  readonly headers: Headers;
}

/** The officers' pages of a chat's station, over a real socket. */
export async function openOfficerSite(
  chat: Chat,
  options: {
    readonly demo?: boolean;
    readonly publicUrl?: string;
    readonly trustProxy?: boolean;
    /** As with `web.public: true`. */
    readonly public?: boolean;
  } = {},
) {
  const { demo = false, publicUrl = "http://127.0.0.1:8080", trustProxy = false } = options;
  const web = await serveWeb(
    createWebApp({
      logger: createLogger({ level: "silent", pretty: false }),
      clock: chat.clock,
      health: () => chat.store.health(),
      ready: () => [],
      hosts: [new URL(publicUrl).hostname],
      officer: {
        actions: chat.app.actions,
        outbox: chat.app.outbox,
        attachmentPath: chat.app.attachmentPath,
        poster: chat.app.pictureOf,
        drawPage: chat.app.drawPage,
        version: "0",
        publicUrl,
        trustProxy,
        demo,
      },
      ...(options.public
        ? {
            public: {
              store: chat.store,
              station: { name: "光明路派出所", timezone: "Asia/Shanghai", offices: [], url: publicUrl },
            },
          }
        : {}),
    }),
    { host: "127.0.0.1", port: 0 },
  );
  onTestFinished(() => web.close());

  function client(): Client {
    const cookies = new Map<string, string>();
    let token = "";
    async function ask(path: string, init: RequestInit, leads = 0): Promise<Page> {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
      const response = await fetch(new URL(path, web.url), {
        redirect: "manual",
        ...init,
        headers: { ...(cookie ? { cookie } : {}), ...init.headers },
      });
      for (const line of response.headers.getSetCookie()) {
        const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        if (value === "" || /max-age=0\b/i.test(line)) cookies.delete(name);
        else cookies.set(name, value);
      }
      const to = response.headers.get("location");
      if (to && leads < 5) {
        await response.body?.cancel();
        return ask(new URL(to, new URL(path, web.url)).href.slice(web.url.length), {}, leads + 1);
      }
      const html = await response.text();
      token = /name="token" value="([^"]*)"/.exec(html)?.[1] ?? token;
      return { status: response.status, path, html, headers: response.headers };
    }
    return {
      cookies,
      get: (path) => ask(path, {}),
      post: (path, fields = {}, headers = {}) =>
        ask(path, {
          method: "POST",
          headers: { origin: web.url, ...headers },
          body: new URLSearchParams({ token, ...fields }),
        }),
      send(path, fields, files) {
        const body = new FormData();
        for (const [name, value] of Object.entries({ token, ...fields })) body.append(name, value);
        for (const [field, name, content] of files)
          body.append(field, new Blob([Buffer.from(content)]), name);
        return ask(path, { method: "POST", headers: { origin: web.url }, body });
      },
    };
  }

  /** Gets a code in the officer's private chat and types it. */
  async function signIn(name: string): Promise<Client> {
    const [answer = ""] = await chat.officer(name).dm("/登录");
    const code = /输入：(\S+)/.exec(answer)?.[1] ?? "";
    const browser = client();
    await browser.post("/officer/sign-in", { code });
    return browser;
  }

  return { url: web.url, client, signIn };
}
