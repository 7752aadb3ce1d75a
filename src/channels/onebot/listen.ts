import { createHash, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import type { Clock } from "../../lib/clock.ts";
import {
  closeSocket,
  type Line,
  type LineEvents,
  type LineFault,
  MAX_PAYLOAD,
  type Wire,
  write,
} from "./line.ts";

export interface ListenOptions {
  readonly host: string;
  readonly port: number;
  readonly token: string;
  readonly clock: Clock;
}

const RETRY_LISTEN = 2000;

/**
 * Reverse WebSocket: the implementation dials us, on any path, with the token in its header. One account at a time; the
 * newest socket of an account wins, because the older one may be half dead.
 */
export function createListener({ host, port, token, clock }: ListenOptions, on: LineEvents): Line {
  let current: (Wire & { readonly account: string | undefined }) | undefined;
  let cancelRetry = () => {};
  let stopped = true;
  let dropFault: LineFault | undefined;
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_PAYLOAD, perMessageDeflate: false });
  const server = createServer((_request, response) => {
    response.writeHead(426, { Connection: "close" }).end();
  });
  server.on("upgrade", (request, raw, head) => {
    raw.on("error", () => {});
    const refusal = stopped ? refuse(503, "offline") : judge(request);
    if (refusal) {
      reject(raw, refusal.code);
      // A stranger at the door does not make a good connection a bad one.
      if (!current && refusal.code !== 503) on.lost(refusal.fault);
      return;
    }
    sockets.handleUpgrade(request, raw, head, (socket) =>
      accept({ socket, raw }, header(request, "x-self-id")),
    );
  });
  server.on("error", () => {
    if (stopped) return;
    on.lost("cannot-listen");
    cancelRetry = clock.after(RETRY_LISTEN, listen);
  });

  function judge(request: IncomingMessage): { code: number; fault: LineFault } | undefined {
    const given = /^(?:Bearer|Token)\s+(.+)$/i.exec(request.headers.authorization ?? "")?.[1];
    if (given === undefined) return refuse(401, "wrong-token");
    if (!sameSecret(given, token)) return refuse(403, "wrong-token");
    const role = header(request, "x-client-role");
    if (role !== undefined && role.toLowerCase() !== "universal") return refuse(400, "wrong-role");
    const account = header(request, "x-self-id");
    const other = current?.account !== undefined && account !== undefined && account !== current.account;
    return other ? refuse(409, "other-account") : undefined;
  }

  function accept(wire: Wire, account: string | undefined): void {
    const { socket } = wire;
    const former = current;
    current = { ...wire, account };
    dropFault = undefined;
    if (former) {
      former.socket.terminate();
      on.lost("offline");
    }
    socket.on("message", (data) => {
      if (current?.socket === socket) on.frame(data.toString());
    });
    socket.on("error", () => {});
    socket.on("close", () => {
      if (current?.socket !== socket) return;
      current = undefined;
      on.lost(dropFault ?? "offline");
    });
    on.open(account);
  }

  function listen(): void {
    if (!stopped) server.listen(port, host);
  }

  return {
    start() {
      stopped = false;
      listen();
    },
    send: (frame) => write(current, frame),
    proven() {},
    drop(fault) {
      dropFault = fault;
      current?.socket.terminate();
    },
    async stop() {
      stopped = true;
      cancelRetry();
      const last = current;
      current = undefined;
      if (last) await closeSocket(last.socket);
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
    address() {
      const bound = server.address() as AddressInfo | null;
      return bound ? { host: bound.address, port: bound.port } : undefined;
    },
  };
}

function refuse(code: number, fault: LineFault): { code: number; fault: LineFault } {
  return { code, fault };
}

function reject(raw: Duplex, code: number): void {
  // A dialler that does not close its side would keep the socket, and the server with it, for ever.
  raw.once("finish", () => raw.destroy());
  raw.end(`HTTP/1.1 ${code} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === "string" ? value : undefined;
}

/** Compared by digest, so that neither content nor length shows in the time it takes. */
function sameSecret(a: string, b: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
