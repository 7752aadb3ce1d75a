import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import { type RawData, WebSocket, WebSocketServer } from "ws";

/** What answered at the other end. */
export interface Tried {
  /** The account's number. */
  readonly account: string;
  /** Name and version of the implementation. */
  readonly implementation: string;
  readonly groups: readonly { readonly id: string; readonly name: string }[];
}
/** `wrong`: a Chinese sentence that says what to do. */
export type TriedConnection = Tried | { readonly wrong: string };

const ANSWER_MS = 8_000;

/** Dials an implementation of OneBot v11 once and asks who it is. Never rejects; takes `wait` ms at most to be reached. */
export function tryForward(
  { url, token }: { readonly url: string; readonly token?: string | undefined },
  wait = ANSWER_MS,
): Promise<TriedConnection> {
  if (!/^wss?:\/\//.test(url) || !URL.canParse(url))
    return Promise.resolve({
      wrong: /^https?:/.test(url)
        ? "地址要以 ws:// 开头，不是 http://。在 NapCat 里建的是「WebSocket 服务端」吗？"
        : "地址不对，例如 ws://127.0.0.1:3001（半角冒号）。",
    });
  return new Promise((resolve) => {
    const socket = new WebSocket(url, {
      headers: token ? { authorization: `Bearer ${token}` } : {},
      handshakeTimeout: wait,
    });
    const end = (tried: TriedConnection) => {
      resolve(tried);
      socket.removeAllListeners();
      socket.on("error", () => {});
      socket.terminate();
    };
    socket.on("unexpected-response", (_, { statusCode }) => end({ wrong: refusedWith(statusCode ?? 0) }));
    socket.on("error", (error) => end({ wrong: unreachable(error as NodeJS.ErrnoException, url) }));
    socket.on("open", () => void whoIs(socket).then(end));
  });
}

/** Waits for an implementation to dial in, and asks who it is. Never rejects. */
export function tryReverse(
  { listen, token }: { readonly listen: string; readonly token?: string | undefined },
  wait = 30_000,
): Promise<TriedConnection> {
  const [, host = "", port = ""] = /^(.+):(\d{1,5})$/.exec(listen) ?? [];
  if (host === "" || Number(port) > 65_535)
    return Promise.resolve({ wrong: "要写成「地址:端口」，例如 127.0.0.1:8095。" });
  if (!token) return Promise.resolve({ wrong: "反向一定要有口令。" });
  return new Promise((resolve) => {
    let refused = false;
    const server = new WebSocketServer({
      host: host.replace(/^\[(.*)\]$/, "$1"),
      port: Number(port),
      verifyClient: ({ req }: { req: IncomingMessage }) => {
        const isRight = req.headers.authorization?.replace(/^(?:Bearer|Token)\s+/i, "") === token;
        refused ||= !isRight;
        return isRight;
      },
    });
    const end = (tried: TriedConnection) => {
      clearTimeout(late);
      for (const client of server.clients) client.terminate();
      server.close(() => resolve(tried));
      server.removeAllListeners("connection");
    };
    const late = setTimeout(() => {
      end({
        wrong: refused
          ? "有人来连，可是口令不对。两边的 token 要一样。"
          : `等了${Math.round(wait / 1000)}秒，没有人来连。看 NapCat 里「WebSocket 客户端」的地址是不是 ws://${listen}/，开没开。`,
      });
    }, wait);
    server.on("error", ({ code }: NodeJS.ErrnoException) => {
      clearTimeout(late);
      resolve({
        wrong:
          code === "EADDRINUSE"
            ? `端口 ${port} 被别的程序占着：换一个，或关掉它。`
            : `不能在 ${listen} 上等：这台电脑没有这个地址，或没有权限。`,
      });
    });
    server.on("connection", (socket) => void whoIs(socket).then(end));
  });
}

/** Asks over an open line. */
async function whoIs(socket: WebSocket): Promise<TriedConnection> {
  const version = await ask(socket, "get_version_info");
  if ("wrong" in version) return version;
  const login = await ask(socket, "get_login_info");
  if ("wrong" in login) return login;
  if ("failed" in login) return { wrong: "NapCat 在，QQ 没有登录：打开它的登录页，用手机扫码。" };
  const status = await ask(socket, "get_status");
  if ("data" in status && isObject(status.data) && status.data.online === false)
    return { wrong: "NapCat 在，QQ 掉线了：打开它的登录页重新扫码。" };
  const groups = await ask(socket, "get_group_list");
  const { app_name: app, app_version: of } = "data" in version && isObject(version.data) ? version.data : {};
  return {
    account: String((isObject(login.data) && login.data.user_id) || ""),
    implementation: [app, of].filter((one) => typeof one === "string").join(" ") || "OneBot",
    groups:
      "data" in groups && Array.isArray(groups.data)
        ? groups.data.flatMap((group: unknown) =>
            isObject(group) && group.group_id
              ? [{ id: String(group.group_id), name: String(group.group_name ?? "") }]
              : [],
          )
        : [],
  };
}

const SILENT = { wrong: "连上了，可是对方不回话：这个端口多半不是 OneBot，或 NapCat 卡住了，重启它。" };
const WRONG_TOKEN = { wrong: "口令不对。两边的 token 要一样（前后没有空格）。" };

/** `failed`: it answered that it cannot. */
type Asked = { readonly data: unknown } | { readonly wrong: string } | { readonly failed: true };

function ask(socket: WebSocket, action: string): Promise<Asked> {
  return new Promise((resolve) => {
    const done = (answer: Asked) => {
      clearTimeout(late);
      socket.off("message", heard);
      socket.off("close", closed);
      resolve(answer);
    };
    const heard = (raw: RawData) => {
      const frame = parsed(String(raw));
      if (!isObject(frame)) return;
      // NapCat refuses a wrong token after it has opened the line.
      if (frame.retcode === 1403) done(WRONG_TOKEN);
      else if (frame.echo === action) done(frame.retcode === 0 ? { data: frame.data } : { failed: true });
    };
    const closed = (code: number) =>
      done(
        code === 1008 || code === 1403
          ? WRONG_TOKEN
          : { wrong: "连上了又被断开：口令不对，或 NapCat 只收另一个连接。" },
      );
    const late = setTimeout(() => done(SILENT), ANSWER_MS);
    socket.on("message", heard);
    socket.on("close", closed);
    socket.send(JSON.stringify({ action, params: {}, echo: action }), () => {});
  });
}

function refusedWith(status: number): string {
  if (status === 401 || status === 403) return WRONG_TOKEN.wrong;
  if (status === 404) return "端口通了，路径不对：NapCat 的地址后面不用写别的，例如 ws://127.0.0.1:3001。";
  return `这个端口是网页（http），不是 WebSocket（它答 ${status}）。在 NapCat 里建「WebSocket 服务端」，写它的端口。`;
}

function unreachable({ code, message }: NodeJS.ErrnoException, url: string): string {
  const { hostname, port } = new URL(url);
  if (code === "ECONNREFUSED")
    return `${hostname} 的 ${port || "80"} 端口没有程序在听：NapCat 开着吗？端口对吗？`;
  if (code === "ENOTFOUND" || code === "EAI_AGAIN")
    return `找不到「${hostname}」这台电脑：地址写错了？同一台电脑写 127.0.0.1。`;
  if (
    code === "ETIMEDOUT" ||
    code === "EHOSTUNREACH" ||
    code === "ENETUNREACH" ||
    /timed? ?out/i.test(message)
  )
    return `连不到 ${isIP(hostname) ? hostname : `「${hostname}」`}：网络不通，或被防火墙挡住。`;
  return "端口通了，说的不是 WebSocket：端口写错了，或那里是别的程序。";
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
