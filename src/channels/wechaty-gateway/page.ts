import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { toString as drawQr } from "qrcode";

/** What the page and the terminal show. */
export type GatewayState = { signedIn: true } | { signedIn: false; qr?: string };

/**
 * The login page, on loopback only: whoever scans the code makes his account the station's. Answers only to a local
 * Host, so that no web page elsewhere can read it through a name that points here.
 * @returns its address and a function that closes it
 */
export async function servePage(
  port: number,
  state: () => GatewayState,
): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    void answer(request.headers.host, state()).then(({ status, html }) => {
      response.writeHead(status, {
        "content-type": "text/html; charset=utf-8",
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:",
      });
      response.end(html);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  host: string | undefined,
  state: GatewayState,
): Promise<{ status: number; html: string }> {
  if (!/^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(host ?? "")) return { status: 403, html: "" };
  if (state.signedIn) return { status: 200, html: page("<p>已登录。可以关闭本页。</p>") };
  if (!state.qr) return { status: 200, html: page("<p>正在取登录二维码……</p>") };
  const svg = await drawQr(state.qr, { type: "svg", margin: 2, width: 320 });
  const image = `data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}`;
  return {
    status: 200,
    html: page(
      `<img alt="登录二维码" width="320" height="320" src="${image}"><p>用本所账号的手机微信扫码，并在手机上确认。</p>`,
    ),
  };
}

function page(body: string): string {
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta http-equiv="refresh" content="3">
<meta name="viewport" content="width=device-width"><title>微信网关登录</title>
<style>body{font:18px/1.6 sans-serif;text-align:center;margin:3rem 1rem}</style></head>
<body><main><h1>微信网关</h1>${body}</main></body></html>`;
}
