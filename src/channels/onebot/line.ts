import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";

/** Faults a line tells; fixed words for admins. */
export type LineFault =
  | "offline"
  | "wrong-token"
  | "no-answer"
  | "cannot-listen"
  | "wrong-role"
  | "other-account";

/** One way to an implementation, re-made as often as it breaks: we dial (forward) or we are dialled (reverse). */
export interface Line {
  start(): void;
  /** False: nothing was written, nothing can have reached the peer. */
  send(frame: string): boolean;
  /** The peer proved that it took us in: an open socket alone proves nothing. */
  proven(): void;
  /** Cuts the socket; the line finds the next one. */
  drop(fault: LineFault): void;
  /** Resolves when all is closed, within two seconds. */
  stop(): Promise<void>;
  /** Where the reverse form listens. */
  address(): { host: string; port: number } | undefined;
}

export interface LineEvents {
  /** `account`: what the peer says it is, where it says so on connecting. */
  open(account: string | undefined): void;
  frame(raw: string): void;
  /** After an `open`, or instead of it. */
  lost(fault: LineFault): void;
}

/** A frame with a file in it is large; what is larger still is not for us. */
export const MAX_PAYLOAD = 32 * 1024 * 1024;

/** A WebSocket and the connection under it, once it is upgraded. */
export interface Wire {
  readonly socket: WebSocket;
  raw?: Duplex;
}

const OPEN = 1;

export function write(wire: Wire | undefined, frame: string): boolean {
  if (wire?.socket.readyState !== OPEN) return false;
  const { socket, raw } = wire;
  if (raw) gather(raw);
  // A write that fails later closes the socket, and the calls in flight learn it from there.
  socket.send(frame, () => {});
  return true;
}

/** All that is written in one go (the receipts of a batch of reports) leaves by one call to the system. */
function gather(raw: Duplex): void {
  if (raw.writableCorked > 0) return;
  raw.cork();
  process.nextTick(() => raw.uncork());
}

/** Closes politely, and after a second in any case. */
export function closeSocket(socket: WebSocket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.readyState === socket.CLOSED) return resolve();
    const timer = setTimeout(() => socket.terminate(), 1000);
    socket.once("close", () => {
      clearTimeout(timer);
      resolve();
    });
    socket.close(1000);
  });
}
