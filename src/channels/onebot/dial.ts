import { WebSocket } from "ws";
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

export interface DialOptions {
  readonly url: string;
  readonly token?: string | undefined;
  readonly clock: Clock;
  /** Milliseconds: first and longest wait between two attempts. */
  readonly backoff: { readonly first: number; readonly longest: number };
}

const HANDSHAKE = 5000;
/** Close codes that servers use for "you may not": policy violation and the private 4xxx of 401 and 403. */
const REFUSING = new Set([1008, 4001, 4003, 4401, 4403]);

/** Forward WebSocket: we dial, wait, and dial again for ever; only proof of a connection makes the waits short again. */
export function createDialer({ url, token, clock, backoff }: DialOptions, on: LineEvents): Line {
  let current: Wire | undefined;
  let cancelRetry = () => {};
  let attempts = 0;
  let stopped = true;
  let dropFault: LineFault | undefined;

  function dial(): void {
    if (stopped) return;
    dropFault = undefined;
    const ws = new WebSocket(url, {
      // Never in the query: it would end in logs.
      ...(token !== undefined && { headers: { Authorization: `Bearer ${token}` } }),
      handshakeTimeout: HANDSHAKE,
      maxPayload: MAX_PAYLOAD,
      perMessageDeflate: false,
    });
    const wire: Wire = { socket: ws };
    current = wire;
    let fault: LineFault = "offline";
    ws.on("upgrade", ({ socket }) => {
      wire.raw = socket;
    });
    ws.on("open", () => on.open(undefined));
    ws.on("message", (data) => on.frame(data.toString()));
    ws.on("unexpected-response", (_request, response) => {
      if (response.statusCode === 401 || response.statusCode === 403) fault = "wrong-token";
      response.resume();
      ws.terminate();
    });
    ws.on("error", () => {});
    ws.on("close", (code) => {
      if (current !== wire) return;
      current = undefined;
      if (REFUSING.has(code)) fault = "wrong-token";
      on.lost(dropFault ?? fault);
      retry();
    });
  }

  function retry(): void {
    if (stopped) return;
    const wait = Math.min(backoff.first * 2 ** attempts++, backoff.longest);
    // Jitter: many bots must not come back to one host at the same instant.
    cancelRetry = clock.after(wait * (0.5 + Math.random() / 2), dial);
  }

  return {
    start() {
      stopped = false;
      dial();
    },
    send: (frame) => write(current, frame),
    proven() {
      attempts = 0;
    },
    drop(fault) {
      dropFault = fault;
      // Not `close`: a frozen peer would never answer it.
      current?.socket.terminate();
    },
    async stop() {
      stopped = true;
      cancelRetry();
      const last = current;
      current = undefined;
      if (last) await closeSocket(last.socket);
    },
    address: () => undefined,
  };
}
