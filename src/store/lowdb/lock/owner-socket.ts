import { timingSafeEqual } from "node:crypto";
import { createConnection, createServer, type Socket } from "node:net";
import { createInterface } from "node:readline";

/**
 * A loopback socket of the running bot. Through it another process on this machine asks which process holds the data
 * folder, or asks for a backup. The kernel closes it when the process dies, so an answer proves that the process lives.
 */
export interface OwnerSocket {
  readonly port: number;
  close(): Promise<void>;
}

export interface OwnerRequest {
  readonly verb: string;
  readonly args?: Readonly<Record<string, string>>;
}
export type OwnerAnswer =
  | { readonly ok: true; readonly result: unknown }
  | { readonly ok: false; readonly error: string };

/** Opens it on 127.0.0.1. A client must know `token`, from the lock file (mode 0600), to be answered. */
export async function openOwnerSocket(
  token: string,
  answer: (request: OwnerRequest) => Promise<unknown>,
): Promise<OwnerSocket> {
  const clients = new Set<Socket>();
  const server = createServer((socket) => {
    clients.add(socket);
    socket.setTimeout(5_000, () => socket.destroy());
    socket.on("error", () => socket.destroy());
    socket.on("close", () => clients.delete(socket));
    createInterface({ input: socket }).once("line", (line) => {
      socket.setTimeout(0);
      void respond(line).then((response) => socket.end(`${JSON.stringify(response)}\n`));
    });
  });

  async function respond(line: string): Promise<OwnerAnswer> {
    try {
      const request = JSON.parse(line) as OwnerRequest & { token: string };
      if (!same(request.token, token)) return { ok: false, error: "not for you" };
      return { ok: true, result: await answer(request) };
    } catch (error) {
      return { ok: false, error: error instanceof Error ? error.message : String(error) };
    }
  }

  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host: "127.0.0.1", port: 0 }, resolve);
  });
  // The socket alone must not keep the process alive.
  server.unref();
  return {
    port: (server.address() as { port: number }).port,
    close: () =>
      new Promise((resolve) => {
        for (const client of clients) client.destroy();
        server.close(() => resolve());
      }),
  };
}

/**
 * Asks the process at that port. `undefined` if no process listens there, or another program answers. `"silent"` if no
 * answer comes: the process is frozen, or out of handles, so that the system accepts the connection and closes it.
 * `patience`: ms to wait for an answer; without it, no limit.
 */
export async function askOwner(
  port: number,
  token: string,
  request: OwnerRequest,
  patience?: number,
): Promise<OwnerAnswer | "silent" | undefined> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: "127.0.0.1", port });
    if (patience !== undefined) socket.setTimeout(patience, () => socket.destroy());
    socket.on("error", (error: NodeJS.ErrnoException) =>
      resolve(error.code === "ECONNREFUSED" ? undefined : "silent"),
    );
    socket.on("close", () => resolve("silent"));
    createInterface({ input: socket })
      .on("error", () => {})
      .once("line", (line) => {
        resolve(parseAnswer(line));
        socket.destroy();
      });
    socket.write(`${JSON.stringify({ token, ...request })}\n`);
  });
}

/** Another program may listen on that port by now and send anything. */
function parseAnswer(line: string): OwnerAnswer | undefined {
  try {
    const answer = JSON.parse(line) as OwnerAnswer;
    return answer.ok === true || (answer.ok === false && answer.error !== "not for you") ? answer : undefined;
  } catch {
    return undefined;
  }
}

function same(a: unknown, b: string): boolean {
  return typeof a === "string" && a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
