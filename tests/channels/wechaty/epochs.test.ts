import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { freePort } from "../../support/free-port.ts";
import { type Peer, startPeer, worldOf } from "../../support/puppet-rig.ts";
import { BACK_WITHIN, closeBots, keptMemory, openBot } from "../../support/wechaty-bot.ts";

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

describe("wechaty when ids change", () => {
  test("after a login with other ids nothing goes to the addresses of before, and groups are told by name", async () => {
    await peer.open(worldOf(port));
    const bot = openBot(port);
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
    const bot = openBot(port);
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
    const first = openBot(port, { memory });
    await first.channel.start(first.on);
    await first.online();
    const epoch = first.channel.epoch();
    await first.channel.stop();
    expect(memory.value).not.toMatch(/person-a|张秀英|警民群|bot-a/);

    const second = openBot(port, { memory });
    await second.channel.start(second.on);
    await second.online();
    expect(second.channel.epoch()).toBe(epoch);
    await second.channel.stop();

    await peer.open(worldOf(port, "c"));
    const third = openBot(port, { memory });
    await third.channel.start(third.on);
    await third.online();
    expect(third.channel.epoch()).not.toBe(epoch);
  }, 40_000);

  test("a message dated in the future does not silence what comes after a new login", async () => {
    const memory = keptMemory();
    await peer.open(worldOf(port));
    const first = openBot(port, { memory });
    await first.channel.start(first.on);
    await first.online();
    await peer.raw("person", { text: "时间不对", timestamp: Date.now() + 30 * 24 * 60 * 60_000 });
    await vi.waitFor(() => expect(first.messages).toHaveLength(1), BACK_WITHIN);
    await first.channel.stop();
    const kept = JSON.parse(memory.value ?? "");
    expect(kept.lastIn).toBeLessThanOrEqual(Date.now());

    memory.value = JSON.stringify({ ...kept, lastIn: Date.now() + 30 * 24 * 60 * 60_000 });
    await peer.open(worldOf(port, "b"));
    const second = openBot(port, { memory });
    await second.channel.start(second.on);
    await second.online();
    await peer.dm("person", "有人砸门");
    await vi.waitFor(() => expect(second.messages.map((m) => m.text)).toEqual(["有人砸门"]), BACK_WITHIN);
  }, 40_000);

  test("signed out is said, and a new login is taken up on the same line", async () => {
    await peer.open(worldOf(port));
    const bot = openBot(port);
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

  test("a new login on the same line, with ids that belonged to others, is another epoch", async () => {
    const world = worldOf(port);
    await peer.open(world);
    const bot = openBot(port);
    await bot.channel.start(bot.on);
    await bot.online();
    await peer.dm("person", "你好");
    await vi.waitFor(() => expect(bot.messages).toHaveLength(1), BACK_WITHIN);
    const before = bot.user("person-a");
    await peer.signOut();
    await bot.offline();
    await peer.rename({
      "person-a": "刘大海",
      "other-a": "张秀英",
      "1a@chatroom": "新程街警民群",
      "2a@chatroom": "体育场警务室警民群",
    });
    await peer.signIn();
    await bot.online();
    expect(bot.channel.epoch()).not.toBe(before.epoch);
    await expect(bot.channel.send(before, { text: "给张秀英" })).rejects.toMatchObject({
      reason: "stale-epoch",
    });
    expect(await peer.sent()).toEqual([]);
    await vi.waitFor(
      () =>
        expect(bot.epochs.at(-1)).toMatchObject({
          epoch: bot.channel.epoch(),
          groups: expect.arrayContaining([
            { address: { ...bot.user("1a@chatroom"), kind: "group" }, name: "新程街警民群" },
          ]),
        }),
      BACK_WITHIN,
    );
  }, 40_000);
});
