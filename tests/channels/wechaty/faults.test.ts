import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  onTestFinished,
  test,
  vi,
} from "vitest";
import { openPath } from "../../support/broken-path.ts";
import { freePort } from "../../support/free-port.ts";
import { type Peer, startPeer, worldOf } from "../../support/puppet-rig.ts";
import { BACK_WITHIN, closeBots, openBot } from "../../support/wechaty-bot.ts";

let peer: Peer;
let port: number;
beforeAll(async () => {
  peer = await startPeer();
}, 30_000);
beforeEach(async () => {
  port = await freePort();
});
afterEach(async () => {
  peer.thaw();
  await closeBots();
}, 15_000);
afterAll(() => peer.kill());

async function readAll(stream: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of stream);
}

describe("wechaty when the gateway fails", () => {
  test("starts while the gateway is down, and is online when it comes up", async () => {
    const bot = openBot(port);
    await bot.channel.start(bot.on);
    expect(bot.channel.health()).toMatchObject({ online: false, fault: "offline" });
    await peer.open(worldOf(port));
    await bot.online();
  }, 30_000);

  test("a gateway killed and started again with the same ids keeps its epoch, and people are heard and reached", async () => {
    await peer.open(worldOf(port));
    const bot = openBot(port);
    await bot.channel.start(bot.on);
    await bot.online();
    await peer.dm("person", "第一条");
    await vi.waitFor(() => expect(bot.messages).toHaveLength(1), BACK_WITHIN);
    const before = bot.user("person-a");

    await peer.kill();
    await bot.offline();
    await expect(bot.channel.send(before, { text: "停机时" })).rejects.toMatchObject({
      outcome: "not-sent",
      reason: "offline",
      retryable: true,
    });

    peer = await startPeer();
    await peer.open(worldOf(port));
    await bot.online();
    await bot.channel.send(before, { text: "回来了" });
    expect(await peer.sent()).toEqual([{ to: "person-a", text: "回来了" }]);
    await peer.dm("person", "第二条");
    await vi.waitFor(
      () => expect(bot.messages.map((m) => m.text)).toEqual(["第一条", "第二条"]),
      BACK_WITHIN,
    );
  }, 40_000);

  test("a frozen gateway is noticed, and used again when it goes on, without having been stopped", async () => {
    await peer.open(worldOf(port, "a", { bare: true }));
    const bot = openBot(port);
    await bot.channel.start(bot.on);
    await bot.online();
    peer.freeze();
    await bot.offline();
    expect(bot.channel.health().fault).toBe("no-answer");
    peer.thaw();
    await bot.online();
    expect(await peer.state()).toMatchObject({ active: true, stops: 0 });
    await peer.dm("person", "醒了");
    await vi.waitFor(() => expect(bot.messages.map((m) => m.text)).toEqual(["醒了"]), BACK_WITHIN);
  }, 45_000);

  test("a bot whose path to the gateway broke unheard is let in again", async () => {
    await peer.open(worldOf(port));
    const path = await openPath(port);
    onTestFinished(() => path.close());
    const bot = openBot(path.port);
    await bot.channel.start(bot.on);
    await bot.online();
    path.breakOff();
    await bot.offline();
    await bot.online();
    await peer.dm("person", "听得见吗");
    await vi.waitFor(() => expect(bot.messages.map((m) => m.text)).toEqual(["听得见吗"]), BACK_WITHIN);
  }, 45_000);

  test("stops within ten seconds while the gateway is frozen, and leaves its puppet running", async () => {
    await peer.open(worldOf(port, "a", { bare: true }));
    const bot = openBot(port);
    await bot.channel.start(bot.on);
    await bot.online();
    peer.freeze();
    const began = Date.now();
    await bot.channel.stop();
    expect(Date.now() - began).toBeLessThan(10_000);
    peer.thaw();
    const next = openBot(port);
    await next.channel.start(next.on);
    await next.online();
    expect(await peer.state()).toMatchObject({ active: true, stops: 0 });
  }, 45_000);

  test("a send that is never confirmed is unknown, and is not sent again", async () => {
    await peer.open(worldOf(port));
    const bot = openBot(port);
    await bot.channel.start(bot.on);
    await bot.online();
    await peer.mute(true);
    const sending = bot.channel.send(bot.user("person-a"), { text: "说不准" });
    const failed = expect(sending).rejects.toMatchObject({ name: "DeliveryError", outcome: "unknown" });
    await vi.waitFor(async () => expect(await peer.sent()).toHaveLength(1), BACK_WITHIN);
    await peer.kill();
    await failed;
    peer = await startPeer();
    await peer.open(worldOf(port));
    await bot.online();
    expect(await peer.sent()).toEqual([]);
  }, 40_000);

  test("a gateway that dies while pictures come in ends no process: what is half here fails, what was given up is gone", async () => {
    await peer.open(worldOf(port));
    const bot = openBot(port);
    await bot.channel.start(bot.on);
    await bot.online();
    await peer.dm("person", "", { base64: "AAAA", name: "clip.mp4" });
    await vi.waitFor(() => expect(bot.messages).toHaveLength(1), BACK_WITHIN);
    await peer.files("large");
    const open = async () => {
      const { stream } = await bot.channel.download(bot.messages[0]?.attachments[0]?.ref ?? "");
      return stream;
    };
    const unread = await open();
    const halfRead = (await open())[Symbol.asyncIterator]();
    await halfRead.next();
    const givenUp = await open();
    for await (const _ of givenUp) break;
    expect(givenUp.destroyed).toBe(true);

    const uncaught: unknown[] = [];
    const note = (error: unknown) => uncaught.push(error);
    process.on("uncaughtExceptionMonitor", note);
    onTestFinished(() => void process.off("uncaughtExceptionMonitor", note));
    await peer.kill();
    await bot.offline();
    await expect(readAll({ [Symbol.asyncIterator]: () => halfRead })).rejects.toThrow(/UNAVAILABLE/);
    await expect(readAll(unread)).rejects.toThrow(/UNAVAILABLE/);
    expect(uncaught).toEqual([]);
    peer = await startPeer();
  }, 40_000);

  test("a download of a gateway that froze ends with the line, so that it is tried again", async () => {
    await peer.open(worldOf(port));
    const bot = openBot(port);
    await bot.channel.start(bot.on);
    await bot.online();
    await peer.dm("person", "", { base64: "AAAA", name: "clip.mp4" });
    await vi.waitFor(() => expect(bot.messages).toHaveLength(1), BACK_WITHIN);
    await peer.files("large");
    const { stream } = await bot.channel.download(bot.messages[0]?.attachments[0]?.ref ?? "");
    peer.freeze();
    await expect(readAll(stream)).rejects.toThrow(/CANCELLED/);
    expect(bot.channel.health().online).toBe(false);
  }, 40_000);

  test("a direct message written while the bot is away is heard, however much is said in groups meanwhile", async () => {
    await peer.open(worldOf(port));
    await peer.dm("person", "三楼着火了");
    await Promise.all(Array.from({ length: 505 }, (_, i) => peer.say("other", "group", `聊天${i}`)));
    const bot = openBot(port);
    await bot.channel.start(bot.on);
    await vi.waitFor(() => expect(bot.messages.map((m) => m.text)).toContain("三楼着火了"), BACK_WITHIN);
  }, 30_000);

  test("a gateway that waits for a scan is said to be signed out, and the login is taken up", async () => {
    await peer.open(worldOf(port, "a", { signedIn: false }));
    const bot = openBot(port);
    await bot.channel.start(bot.on);
    await vi.waitFor(() => expect(bot.channel.health().fault).toBe("signed-out"), BACK_WITHIN);
    await peer.signIn();
    await bot.online();
  }, 40_000);

  test("a wrong token is told apart from a gateway that is away", async () => {
    await peer.open(worldOf(port));
    const bot = openBot(port, { options: { token: "insecure_00000000-0000-4000-8000-000000000000" } });
    await bot.channel.start(bot.on);
    await vi.waitFor(() => expect(bot.channel.health().fault).toBe("wrong-token"), BACK_WITHIN);
  }, 30_000);
});
