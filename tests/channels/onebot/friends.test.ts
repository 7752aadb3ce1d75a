import { expect, onTestFinished, test, vi } from "vitest";
import type { OnebotOptions } from "../../../src/channels/onebot/onebot-channel.ts";
import { systemClock } from "../../../src/lib/clock.ts";
import { openOnebot, person, text } from "../../support/onebot-rig.ts";
import { recordAll } from "../../support/recorded-events.ts";
import { createTestClock } from "../../support/test-clock.ts";

const SECOND = 1000;
const soon = (check: () => void) => vi.waitFor(check, { timeout: 6000, interval: 10 });

async function begin(options: Partial<OnebotOptions> = {}) {
  const clock = createTestClock();
  const rig = await openOnebot("forward", { channel: { clock, ...options } });
  const { on, told } = recordAll();
  onTestFinished(async () => {
    await rig.channel.stop();
    await rig.close();
  });
  const { peer, channel } = rig;
  const looks = () => peer.world.calls.filter((call) => call === "get_friend_list").length;
  return {
    ...rig,
    clock,
    told,
    looks,
    start: () => channel.start(on),
    friends: (wanted: unknown) => soon(() => expect(channel.health().friends).toEqual(wanted)),
    befriend(id: number) {
      peer.world.friends.push({ user_id: id, nickname: "居民" });
      peer.push({ self_id: 10001, post_type: "notice", notice_type: "friend_add", user_id: id });
    },
  };
}

test("friends are counted at the connection, and once more after a number of them came", async () => {
  const { start, friends, befriend, told, clock, looks } = await begin();
  await start();
  await friends({ count: 1, limit: 500 });
  for (const id of [1, 2, 3]) befriend(id);
  await soon(() => expect(told.friendAdded).toHaveLength(3));
  await clock.advance(10 * SECOND);
  await friends({ count: 4, limit: 500 });
  expect(looks()).toBe(2);
});

test("an empty list is one that is not loaded yet: nobody is told that there is room", async () => {
  const { start, peer, channel, told, looks } = await begin();
  peer.world.friends.length = 0;
  await start();
  await soon(() => expect(looks()).toBe(1));
  peer.dm(person, [text("完")]);
  await soon(() => expect(told.message).toHaveLength(1));
  expect(channel.health()).not.toHaveProperty("friends");
});

test("a list that takes longer than a call may is counted when it comes", async () => {
  const { start, peer, friends, looks } = await begin({ clock: systemClock, timeouts: { call: 50 } });
  peer.faults.set("get_friend_list", { kind: "late", ms: 200 });
  await start();
  await friends({ count: 1, limit: 500 });
  expect(looks()).toBe(1);
});

test("who was approved is looked for; a friend told of twice is told once", async () => {
  const { start, peer, told, clock, befriend, looks } = await begin();
  await start();
  await soon(() => expect(looks()).toBe(1));
  const request = { self_id: 10001, post_type: "request", request_type: "friend", comment: "居民" };
  peer.push({ ...request, flag: "f1", user_id: person.id });
  peer.push({ ...request, flag: "f2", user_id: 2 });
  await soon(() => expect(told.friendRequest).toHaveLength(2));
  for (const { accept } of told.friendRequest) await accept();
  befriend(2);
  await soon(() => expect(told.friendAdded).toHaveLength(1));
  await clock.advance(10 * SECOND);
  await soon(() => expect(told.friendAdded.map((f) => f.address.id)).toEqual(["2", String(person.id)]));
  expect(looks()).toBe(2);
});
