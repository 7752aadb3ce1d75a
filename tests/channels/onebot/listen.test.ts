import { once } from "node:events";
import { connect, createServer, type Server } from "node:net";
import { afterEach, describe, expect, test, vi } from "vitest";
import { WebSocket } from "ws";
import { createOnebotChannel } from "../../../src/channels/onebot/onebot-channel.ts";
import { systemClock } from "../../../src/lib/clock.ts";
import { createLogger } from "../../../src/lib/logger.ts";
import { recordAll } from "../../support/recorded-events.ts";

const token = "a-token-for-tests";
const usual = { authorization: `Bearer ${token}`, "x-self-id": "10001", "x-client-role": "Universal" };
const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const work of cleanUp.splice(0).reverse()) await work();
});

async function listening(listen = "127.0.0.1:0") {
  const channel = createOnebotChannel({
    name: "qq",
    listen,
    token,
    friendLimit: 500,
    clock: systemClock,
    logger: createLogger({ level: "silent", pretty: false }),
    timeouts: { probe: 200 },
  });
  cleanUp.push(() => channel.stop());
  const { on, told } = recordAll();
  await channel.start(on);
  return { channel, told };
}
async function port(channel: ReturnType<typeof createOnebotChannel>): Promise<number> {
  return vi.waitFor(() => {
    const bound = channel.address();
    if (!bound) throw new Error("not yet");
    return bound.port;
  });
}

/** What a dialler meets: 101 and the open socket, or the refusing status. */
async function dial(
  to: number,
  headers: Record<string, string>,
): Promise<{ status: number; socket: WebSocket }> {
  const socket = new WebSocket(`ws://127.0.0.1:${to}/onebot/v11/ws`, { headers });
  cleanUp.push(() => socket.terminate());
  const status = await new Promise<number>((resolve) => {
    socket.on("open", () => resolve(101));
    socket.on("unexpected-response", (_request, response) => resolve(response.statusCode ?? 0));
    socket.on("error", () => {});
  });
  if (status === 101) {
    const connect = {
      time: 1,
      self_id: Number(headers["x-self-id"]),
      post_type: "meta_event",
      meta_event_type: "lifecycle",
      sub_type: "connect",
    };
    socket.send(JSON.stringify(connect));
  }
  return { status, socket };
}
const online = (channel: ReturnType<typeof createOnebotChannel>, yes = true) =>
  vi.waitFor(() => expect(channel.health().online).toBe(yes), { timeout: 3000, interval: 10 });

describe("reverse connections", () => {
  test("no token, a wrong one or one in the address is refused, and told", async () => {
    const { channel } = await listening();
    const at = await port(channel);
    const { authorization: _none, ...without } = usual;
    expect((await dial(at, without)).status).toBe(401);
    expect((await dial(at, { ...usual, authorization: "Bearer wrong" })).status).toBe(403);
    expect(channel.health()).toMatchObject({ online: false, fault: "wrong-token" });
  });

  test("a connection for calls or events only is refused", async () => {
    const { channel } = await listening();
    expect((await dial(await port(channel), { ...usual, "x-client-role": "Event" })).status).toBe(400);
    expect(channel.health().fault).toBe("wrong-role");
  });

  test("a stranger at the door leaves a good connection alone", async () => {
    const { channel, told } = await listening();
    const at = await port(channel);
    await dial(at, usual);
    await online(channel);
    expect((await dial(at, { ...usual, authorization: "Bearer wrong" })).status).toBe(403);
    expect((await dial(at, { ...usual, "x-self-id": "10002" })).status).toBe(409);
    expect(channel.health()).toMatchObject({ online: true });
    expect(told.health.filter((h) => !h.online)).toEqual([]);
  });

  test("the newest connection of an account takes over from a half dead one", async () => {
    const { channel } = await listening();
    const at = await port(channel);
    const first = await dial(at, usual);
    await online(channel);
    const gone = new Promise((resolve) => first.socket.on("close", resolve));
    const second = await dial(at, usual);
    await gone;
    await online(channel);
    const called = new Promise<string>((resolve) =>
      second.socket.on("message", (data) => resolve(data.toString())),
    );
    void channel.send({ channel: "qq", epoch: "", kind: "user", id: "1" }, { text: "x" }).catch(() => {});
    expect(JSON.parse(await called).action).toMatch(/./);
  });

  test("another account may take the place of one that is gone", async () => {
    const { channel } = await listening();
    const at = await port(channel);
    (await dial(at, usual)).socket.terminate();
    await vi.waitFor(async () =>
      expect((await dial(at, { ...usual, "x-self-id": "10002" })).status).toBe(101),
    );
    await online(channel);
  });

  test("it listens on loopback where only a port is given", async () => {
    const { channel } = await listening("0");
    await port(channel);
    expect(channel.address()?.host).toBe("127.0.0.1");
  });

  test("a port that is taken is a fault that ends when it is free", async () => {
    const holder: Server = createServer();
    await new Promise<void>((resolve) => holder.listen(0, "127.0.0.1", resolve));
    cleanUp.push(() => holder.close());
    const taken = (holder.address() as { port: number }).port;
    const { channel } = await listening(`127.0.0.1:${taken}`);
    await vi.waitFor(() => expect(channel.health()).toMatchObject({ online: false, fault: "cannot-listen" }));
    await new Promise<void>((resolve) => holder.close(() => resolve()));
    await vi.waitFor(() => expect(channel.address()?.port).toBe(taken), { timeout: 4000 });
  });

  test("an ordinary web request learns nothing", async () => {
    const { channel } = await listening();
    const answer = await fetch(`http://127.0.0.1:${await port(channel)}/`);
    expect([answer.status, await answer.text()]).toEqual([426, ""]);
  });
});

test("a configuration that cannot be right is refused at once", () => {
  const logger = createLogger({ level: "silent", pretty: false });
  const rest = { name: "qq", friendLimit: 500, clock: systemClock, logger };
  expect(() => createOnebotChannel({ ...rest })).toThrow(/url or listen/);
  expect(() => createOnebotChannel({ ...rest, url: "ws://127.0.0.1:1", listen: "1" })).toThrow(
    /url or listen/,
  );
  expect(() => createOnebotChannel({ ...rest, listen: "127.0.0.1:1" })).toThrow(/token/);
  expect(() => createOnebotChannel({ ...rest, listen: "nowhere", token })).toThrow(/host:port/);
});

test("it stops although a refused peer keeps its side of the socket open", async () => {
  const { channel } = await listening();
  await vi.waitFor(() => expect(channel.address()).toBeDefined());
  const { host = "", port = 0 } = channel.address() ?? {};
  const raw = connect({ host, port, allowHalfOpen: true });
  cleanUp.push(() => raw.destroy());
  const fields = ["Host: x", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13"];
  fields.push("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Authorization: Bearer wrong");
  raw.write(`GET / HTTP/1.1\r\n${fields.join("\r\n")}\r\n\r\n`);
  await once(raw, "data");
  await channel.stop();
});
