import { connect, createServer, type Socket } from "node:net";
import { freePort } from "./free-port.ts";

/** A path to a port of this machine that can break as a router does when it starts again. */
export async function openPath(port: number) {
  const sockets: Socket[] = [];
  let breaks = 0;
  const server = createServer((near) => {
    const mine = breaks;
    const far = connect(port, "127.0.0.1");
    sockets.push(near, far);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on("error", () => {});
      from.on("data", (data) => mine === breaks && to.write(data));
      from.on("close", () => mine === breaks && to.destroy());
    }
  });
  const front = await freePort();
  await new Promise<void>((resolve) => server.listen(front, "127.0.0.1", resolve));
  return {
    port: front,
    /** What is connected hears nothing more, not even an end; new connections work. */
    breakOff() {
      breaks += 1;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
