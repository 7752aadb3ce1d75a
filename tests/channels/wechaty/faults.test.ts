import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { Channel, InboundMessage } from "../../../src/channels/channel.ts";
import type { ChannelMemory } from "../../../src/channels/wechaty.ts";
import { createWechatyChannel } from "../../../src/channels/wechaty.ts";
import type { Address } from "../../../src/domain/people.ts";
import { systemClock } from "../../../src/lib/clock.ts";
import { createLogger } from "../../../src/lib/logger.ts";
import { recordEvents } from "../../contract/channel.ts";
import { freePort, type Peer, startPeer, TOKEN, worldOf } from "../../support/puppet-rig.ts";

/** Issue 4: the bot is back so long after the peer's return, whatever happened to it. */
const BACK_WITHIN = { timeout: 15_000, interval: 50 };

const opened: Channel[] = [];
function open(port: number, extra: { memory?: ChannelMemory; options?: object } = {}) {
  const messages: InboundMessage[] = [];
  const epochs: { epoch: string; groups: readonly { address: Address; name: string }[] }[] = [];
  const channel = createWechatyChannel({
    name: "wechat",
    puppet: "wechaty-puppet-service",
    options: { endpoint: `127.0.0.1:${port}`, token: TOKEN, ...extra.options },
    clock: systemClock,
    logger: createLogger({ level: "silent", pretty: false }),
    ...(extra.memory ? { memory: extra.memory } : {}),
  });
  opened.push(channel);
  const on = recordEvents({ message: (m) => messages.push(m), epoch: (e) => epochs.push(e) });
  const user = (id: string): Address => ({ channel: "wechat", epoch: channel.epoch(), kind: "user", id });
  const online = () => vi.waitFor(() => expect(channel.health().online).toBe(true), BACK_WITHIN);
  const offline = () => vi.waitFor(() => expect(channel.health().online).toBe(false), BACK_WITHIN);
  return { channel, on, messages, epochs, user, online, offline };
}
/** What the app keeps in the store. */
function keptMemory(): ChannelMemory & { value?: string } {
  return {
    async read() {
      return this.value;
    },
    async write(value) {
      this.value = value;
    },
  };
}

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
  await Promise.all(opened.splice(0).map((channel) => channel.stop()));
}, 15_000);
afterAll(() => peer.kill());

describe.sequential("wechaty when the gateway fails", () => {
  test("starts while the gateway is down, and is online when it comes up", async () => {
    const bot = open(port);
    await bot.channel.start(bot.on);
    expect(bot.channel.health()).toMatchObject({ online: false, fault: "offline" });
    await peer.open(worldOf(port));
    await bot.online();
  }, 30_000);

  test("a gateway killed and started again with the same ids keeps its epoch, and people are heard and reached", async () => {
    await peer.open(worldOf(port));
    const bot = open(port);
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
    const bot = open(port);
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

  test("stops within ten seconds while the gateway is frozen, and leaves its puppet running", async () => {
    await peer.open(worldOf(port, "a", { bare: true }));
    const bot = open(port);
    await bot.channel.start(bot.on);
    await bot.online();
    peer.freeze();
    const began = Date.now();
    await bot.channel.stop();
    expect(Date.now() - began).toBeLessThan(10_000);
    peer.thaw();
    const next = open(port);
    await next.channel.start(next.on);
    await next.online();
    expect(await peer.state()).toMatchObject({ active: true, stops: 0 });
  }, 45_000);

  test("a send that is never confirmed is unknown, and is not sent again", async () => {
    await peer.open(worldOf(port));
    const bot = open(port);
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

  test("a wrong token is told apart from a gateway that is away", async () => {
    await peer.open(worldOf(port));
    const bot = open(port, { options: { token: "insecure_00000000-0000-4000-8000-000000000000" } });
    await bot.channel.start(bot.on);
    await vi.waitFor(() => expect(bot.channel.health().fault).toBe("wrong-token"), BACK_WITHIN);
  }, 30_000);
});

describe.sequential("wechaty when ids change", () => {
  test("after a login with other ids nothing goes to the addresses of before, and groups are told by name", async () => {
    await peer.open(worldOf(port));
    const bot = open(port);
    await bot.channel.start(bot.on);
    await bot.online();
    const before = bot.user("person-a");
    await vi.waitFor(() => expect(bot.epochs).toHaveLength(1), BACK_WITHIN);

    await peer.open(worldOf(port, "b"));
    await vi.waitFor(() => expect(bot.epochs).toHaveLength(2), BACK_WITHIN);
    await bot.online();
    expect(bot.channel.epoch()).not.toBe(before.epoch);
    expect(bot.epochs[1]).toEqual({
      epoch: bot.channel.epoch(),
      groups: expect.arrayContaining([
        { address: { ...bot.user("1b@chatroom"), kind: "group" }, name: "体育场警务室警民群" },
        { address: { ...bot.user("2b@chatroom"), kind: "group" }, name: "新程街警民群" },
      ]),
    });
    await expect(bot.channel.send(before, { text: "给张秀英" })).rejects.toMatchObject({
      reason: "stale-epoch",
    });
    expect(await peer.sent()).toEqual([]);
  }, 40_000);

  test("ids dealt out anew among the same people count as changed", async () => {
    const world = worldOf(port);
    await peer.open(world);
    const bot = open(port);
    await bot.channel.start(bot.on);
    await bot.online();
    await peer.dm("person", "你好");
    await vi.waitFor(() => expect(bot.messages).toHaveLength(1), BACK_WITHIN);
    const before = bot.user("person-a");
    await vi.waitFor(() => expect(bot.epochs).toHaveLength(1), BACK_WITHIN);
    const { group, second } = world.rooms;
    const { bot: self, person, other } = world.people;
    if (!group || !second || !self || !person || !other) throw new Error("the world is not as expected");
    await peer.open({
      ...world,
      people: { bot: self, person: { ...person, id: other.id }, other: { ...other, id: person.id } },
      rooms: { group: { ...group, id: second.id }, second: { ...second, id: group.id } },
    });
    await vi.waitFor(() => expect(bot.epochs).toHaveLength(2), BACK_WITHIN);
    await expect(bot.channel.send(before, { text: "给张秀英" })).rejects.toMatchObject({
      reason: "stale-epoch",
    });
    expect(await peer.sent()).toEqual([]);
  }, 40_000);

  test("a bot that starts again keeps its epoch while ids are the same, and begins one when they are not", async () => {
    const memory = keptMemory();
    await peer.open(worldOf(port));
    const first = open(port, { memory });
    await first.channel.start(first.on);
    await first.online();
    const epoch = first.channel.epoch();
    await first.channel.stop();
    expect(memory.value).not.toMatch(/person-a|张秀英|警民群|bot-a/);

    const second = open(port, { memory });
    await second.channel.start(second.on);
    await second.online();
    expect(second.channel.epoch()).toBe(epoch);
    await second.channel.stop();

    await peer.open(worldOf(port, "c"));
    const third = open(port, { memory });
    await third.channel.start(third.on);
    await third.online();
    expect(third.channel.epoch()).not.toBe(epoch);
  }, 40_000);

  test("signed out is said, and a new login is taken up on the same line", async () => {
    await peer.open(worldOf(port));
    const bot = open(port);
    await bot.channel.start(bot.on);
    await bot.online();
    await peer.signOut();
    await bot.offline();
    expect(bot.channel.health().fault).toBe("signed-out");
    await peer.signIn();
    await bot.online();
    await bot.channel.send(bot.user("person-a"), { text: "又在了" });
    expect(await peer.sent()).toEqual([{ to: "person-a", text: "又在了" }]);
    expect(await peer.state()).toMatchObject({ active: true, stops: 0 });
  }, 40_000);
});
