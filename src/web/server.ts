import { createAdaptorServer } from "@hono/node-server";
import { Hono } from "hono";
import { secureHeaders } from "hono/secure-headers";
import type { ChannelHealth } from "../channels/channel.ts";
import { UserFacingError } from "../domain/errors.ts";
import type { Clock } from "../lib/clock.ts";
import { newId } from "../lib/ids.ts";
import type { Logger } from "../lib/logger.ts";
import type { StoreHealth } from "../store/store.ts";
import type { DemoPages } from "./chat/demo.ts";
import type { Room } from "./chat/room.ts";
import { createChat } from "./chat/routes.tsx";
import { knownHost } from "./known-host.ts";
import { localOnly } from "./local-only.ts";
import { createOfficerPages } from "./officer/pages.ts";
import type { OfficerParts } from "./officer/parts/me.ts";
import { createAlertsFeed, type PublicParts } from "./public/alerts-feed.ts";
import { createReportPages } from "./public/report-page.tsx";
import { createStatic } from "./static.ts";

export interface WebParts {
  readonly logger: Logger;
  readonly clock: Clock;
  /** Aborted when these pages are no more served: live streams end. */
  readonly ended?: AbortSignal;
  health(): StoreHealth;
  ready(): readonly { readonly name: string; readonly health: ChannelHealth }[];
  /** Names that this server has beside its addresses; a request under another name is refused. */
  readonly hosts?: readonly string[];
  /** Shown at `/` where there is no chat. */
  readonly station?: string;
  /** A prom-client registry. */
  readonly metrics?: { readonly contentType: string; metrics(): Promise<string> };
  readonly officer?: OfficerParts;
  /** Only where `web.public` says so. */
  readonly public?: PublicParts;
  /** Only for a station with the local channel. */
  readonly chat?: { readonly room: Room; readonly timezone: string; readonly demo?: DemoPages };
}

/** All of the station's pages and probes. */
export function createWebApp(parts: WebParts): Hono {
  const { metrics, chat, clock } = parts;
  const app = new Hono();
  app.use(
    secureHeaders({
      // Plain HTTP on the loopback; TLS is the business of a proxy in front.
      strictTransportSecurity: false,
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", "data:", "blob:"],
        mediaSrc: ["'self'"],
        connectSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
      xFrameOptions: "DENY",
      // A route that is stricter keeps its own.
      overwrite: false,
    }),
  );

  app.get("/healthz", (c) => {
    const store = parts.health();
    return c.json({ ok: store.writable, store }, store.writable ? 200 : 503);
  });
  // The probe above may be asked under any name, as load balancers do; it says nothing of the station.
  app.use(knownHost(parts.hosts ?? []));
  app.get("/readyz", (c) => {
    const store = parts.health();
    const channels = parts.ready();
    const ok =
      store.writable && channels.every(({ health }) => health.online && health.clockOffset === undefined);
    const byName = Object.fromEntries(channels.map(({ name, health }) => [name, health]));
    return c.json({ ok, store, channels: byName }, ok ? 200 : 503);
  });
  if (metrics) {
    app.get("/metrics", async (c) =>
      c.body(await metrics.metrics(), 200, { "Content-Type": metrics.contentType }),
    );
  }
  app.route("/static", createStatic());
  const demo = chat?.demo;
  if (demo) {
    app.use("/officer/figures", async (c, next) => {
      await next();
      if (c.res.ok) demo.figuresSeen();
    });
  }
  if (parts.officer) app.route("/officer", createOfficerPages(parts.officer));
  if (parts.public) {
    app.route("/alerts.cap", createAlertsFeed({ ...parts.public, clock }));
    app.route("/report", createReportPages({ ...parts.public, clock }));
  }
  if (chat) {
    app.use("/chat", localOnly);
    app.use("/chat/*", localOnly);
    app.route("/chat", createChat({ ...chat, clock, ...(parts.ended && { ended: parts.ended }) }));
    app.get("/", (c) => c.redirect("/chat"));
  } else {
    app.get("/", (c) =>
      c.text(`${parts.station ?? ""}的警民小助手正在运行。居民请私聊小助手；紧急请打110。`),
    );
  }

  app.notFound((c) => c.text("没有这个页面。", 404));
  app.onError((error, c) => {
    if (error instanceof UserFacingError) return c.json({ error: error.message }, 400);
    const id = newId(clock.now()).slice(-6);
    parts.logger.error({ err: error, id }, "web request failed");
    return c.json({ error: `系统出错（编号 ${id}），请稍后再试。` }, 500);
  });
  return app;
}

/** Why the web server cannot listen; the message is a Chinese sentence for the operator. */
export class ListenError extends Error {
  constructor(
    readonly reason: "port-in-use" | "forbidden" | "no-such-host" | "failed",
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = "ListenError";
  }
}

/** Listens; port 0 takes a free one. Rejects with `ListenError`. `close` ends live streams, and resolves within a second. */
export function serveWeb(
  app: { fetch(request: Request, env: unknown): Response | Promise<Response> },
  where: { host: string; port: number },
): Promise<{ url: string; close(): Promise<void> }> {
  const { host, port } = where;
  // The name of a request without a Host (HTTP/1.0, as some load balancers probe); local-only.ts still misses the header.
  const server = createAdaptorServer({ fetch: app.fetch, hostname: "localhost" });
  return new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => reject(listenError(cause, host, port)));
    server.listen(port, host, () => {
      const address = server.address();
      const actual = typeof address === "object" && address ? address.port : port;
      const name = host.includes(":") ? `[${host}]` : host;
      resolve({
        url: `http://${name}:${actual}`,
        close: () =>
          new Promise((closed) => {
            // Requests under way may end; an event stream never would.
            const cut = setTimeout(
              () => "closeAllConnections" in server && server.closeAllConnections(),
              300,
            );
            server.close(() => {
              clearTimeout(cut);
              closed();
            });
          }),
      });
    });
  });
}

function listenError(cause: NodeJS.ErrnoException, host: string, port: number): ListenError {
  switch (cause.code) {
    case "EADDRINUSE":
      return new ListenError(
        "port-in-use",
        `端口 ${port} 已被别的程序占用。请先关掉它，或在配置里把 web.port 改成别的数字。`,
        { cause },
      );
    case "EACCES":
      return new ListenError("forbidden", `没有权限使用端口 ${port}，请把 web.port 改成 1024 以上的数字。`, {
        cause,
      });
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return new ListenError("no-such-host", `这台电脑没有地址 ${host}，请检查配置里的 web.host。`, {
        cause,
      });
    default:
      return new ListenError("failed", `网页服务打不开（${cause.code ?? "未知原因"}）。`, { cause });
  }
}
