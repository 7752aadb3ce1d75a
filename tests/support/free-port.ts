import { once } from "node:events";
import { createServer } from "node:net";

/**
 * A port for a peer that is killed and comes back on it. Below the range from which the kernel takes the ports of
 * outgoing connections and of `listen(0)` (32768 and up on Linux): one of these may be given away while the peer is
 * gone. Test processes that run side by side draw from ranges of their own.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST + (drawn % PER_PROCESS);
    drawn += 1;
    if (await isFree(port)) return port;
  }
}

const PER_PROCESS = 1_000;
const FIRST = 10_000 + (Number(process.env.VITEST_POOL_ID ?? 0) % 20) * PER_PROCESS;
let drawn = Math.floor(Math.random() * PER_PROCESS);

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const listens = await new Promise<boolean>((resolve) => {
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => resolve(true));
  });
  if (listens) await once(server.close(), "close");
  return listens;
}
