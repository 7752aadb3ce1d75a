import { timingSafeEqual } from "node:crypto";
import { createConnection, createServer, type Socket } from "node:net";
import { createInterface } from "node:readline";

/**
 * The running bot's door: a loopback socket through which another process on this machine asks who holds the data
 * folder, or has it backed up. The kernel closes it when the process dies, so an answer proves that it lives.
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

/** Opens it on 127.0.0.1; only who knows `token` (from the lock file, mode 0600) is answered. */
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
  // The door alone must not keep a process alive.
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
 * Knocks. `undefined` where nobody listens, or somebody else answers; `"silent"` where no answer comes: from a frozen
 * process, or one that is out of handles, whose system takes the call and hangs up. `patience`: ms to wait for an answer,
 * none for ever.
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

/** Somebody else may listen on that port by now and say anything. */
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
