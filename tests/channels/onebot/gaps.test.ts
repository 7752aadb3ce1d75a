import { afterEach, describe, expect, test, vi } from "vitest";
import type { ChannelMemory } from "../../../src/channels/channel.ts";
import { systemClock } from "../../../src/lib/clock.ts";
import { type OnebotRig, openOnebot, person, text } from "../../support/onebot-rig.ts";
import { recordAll } from "../../support/recorded-events.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const opened = new Set<OnebotRig>();
afterEach(async () => {
  for (const rig of opened) {
    await rig.channel.stop();
    await rig.close();
  }
  opened.clear();
});

type Memory = ChannelMemory & { value: string | undefined; writes: number };
function createMemory(): Memory {
  const memory: Memory = {
    value: undefined,
    writes: 0,
    read: async () => memory.value,
    async write(value) {
      memory.value = value;
      memory.writes++;
    },
  };
  return memory;
}

/** A station whose channel has been connected once, with what it heard then. */
async function station(memory = createMemory(), timeouts = {}) {
  const usual = { call: 2000, send: 2000, upload: 2000, probe: 1000, part: 10 };
  const rig = await openOnebot("forward", { channel: { memory, timeouts: { ...usual, ...timeouts } } });
  opened.add(rig);
  const { on, told } = recordAll();
  await rig.channel.start(on);
  await soon(() => expect(rig.channel.health().online).toBe(true));
  // Its first connection owes nothing, and says from then on how far it has read.
  await soon(() => expect(memory.value).toContain("until"));
  const texts = () => told.message.map((m) => m.text);
  return { ...rig, told, texts, memory };
}
const soon = (check: () => void) => vi.waitFor(check, { timeout: 8000, interval: 10 });
const seconds = (at: number) => Math.floor(at / 1000);

/** The same account, and what it remembers, on a bot that is started anew. */
async function restarted(before: OnebotRig & { memory: Memory }) {
  const { on, told } = recordAll();
  const rig = await openOnebot("forward", { channel: { memory: before.memory } });
  opened.add(rig);
  rig.peer.world.history.push(...before.peer.world.history);
  return { ...rig, told, start: () => rig.channel.start(on), texts: () => told.message.map((m) => m.text) };
}

/** The peer is away; what is written meanwhile stands in the network's history alone. `hours` ago it began. */
async function away(rig: OnebotRig, work: () => void | Promise<void>) {
  await rig.peer.stop();
  await soon(() => expect(rig.channel.health().online).toBe(false));
  await work();
  await rig.peer.start();
  await soon(() => expect(rig.channel.health().online).toBe(true));
}

describe("a gap", () => {
  test("of a night with 60 groups talking and 80 people writing: each of the 80 is heard, whole and in order", async () => {
    // Heard in the evening; then the line is cut, and the mark stays there.
    const evening = Date.now() - 9 * HOUR;
    const memory = createMemory();
    memory.value = await markedAt(evening);
    const night = await openOnebot("forward", { channel: { memory } });
    opened.add(night);
    const at = (part: number) => ({ time: seconds(evening + 5 * MINUTE + part * 8 * HOUR) });
    for (let i = 0; i < 30; i++)
      night.peer.dm({ id: 3_000_000 + i, name: "旧" }, [text("昨天")], { time: seconds(evening - HOUR) });
    for (let i = 0; i < 80; i++) {
      const who = { id: 2_100_000 + i, name: `居民${i}` };
      const via = i % 4 === 0 ? { sub_type: "group", group_id: 7_000_001 } : {};
      for (let n = 0; n < (i === 7 ? 130 : 3); n++)
        night.peer.dm(who, [text(`${i}-${n}`)], { ...at((i * 130 + n) / 10_500), ...via });
    }
    for (let g = 0; g < 60; g++)
      for (let n = 0; n < 20; n++)
        night.peer.say(7_100_000 + g, { id: 5, name: "群" }, [text("闲聊")], at(0.99 + n / 10_000));
    const { on, told } = recordAll();
    await night.channel.start(on);
    await soon(() => expect(told.message.length).toBeGreaterThanOrEqual(79 * 3 + 130));
    const texts = told.message.map((m) => m.text);
    expect(texts).not.toContain("昨天");
    for (let i = 0; i < 80; i++) {
      const mine = texts.filter((word) => word.startsWith(`${i}-`));
      expect(mine).toEqual(Array.from({ length: i === 7 ? 130 : 3 }, (_, n) => `${i}-${n}`));
    }
    expect(told.message.every((m) => m.past)).toBe(true);
    expect(told.missed).toEqual([]);
  });

  test("is not forgotten by a restart while the account is away", async () => {
    const first = await station();
    first.peer.dm(person, [text("之前")]);
    await soon(() => expect(first.texts()).toEqual(["之前"]));
    await first.peer.stop();
    await soon(() => expect(first.channel.health().online).toBe(false));
    first.peer.dm(person, [text("断线时")]);
    await first.channel.stop();
    // A bot that is started while QQ is away, and ended, moves nothing.
    const second = await restarted(first);
    await second.peer.stop();
    await second.start();
    await second.channel.stop();
    const third = await restarted(first);
    await third.start();
    await soon(() => expect(third.texts()).toEqual(["断线时"]));
  });

  test("is read once more by the next connection where the line broke meanwhile, though live messages came", async () => {
    const rig = await station();
    rig.peer.faults.set("get_recent_contact", { kind: "silent" });
    await away(rig, () => void rig.peer.dm(person, [text("断线时")]));
    await soon(() => expect(rig.peer.world.calls).toContain("get_recent_contact"));
    rig.peer.dm({ id: 2_000_002, name: "乙" }, [text("活的")]);
    await soon(() => expect(rig.texts()).toContain("活的"));
    rig.peer.faults.clear();
    rig.peer.hangUp();
    await soon(() => expect(rig.texts()).toContain("断线时"));
  });

  test("a message that was heard is told once, also after a restart and by a history with other ids", async () => {
    const first = await station();
    first.peer.dm(person, [text("听过的")]);
    first.peer.dm(person, [{ type: "image", data: { file: "A.png" } }]);
    await soon(() => expect(first.told.message).toHaveLength(2));
    await first.channel.stop();
    for (const m of first.peer.world.history) m.message_id = Number(m.message_id) + 77;
    const second = await restarted(first);
    second.peer.dm(person, [text("没听过的")], { message_id: 555 });
    await second.start();
    await soon(() => expect(second.texts()).toContain("没听过的"));
    expect(second.texts()).toEqual(["没听过的"]);
  });

  test("that begins before the first catch-up has ended is read too", async () => {
    const memory = createMemory();
    const rig = await openOnebot("forward", { channel: { memory } });
    opened.add(rig);
    rig.peer.faults.set("get_group_list", { kind: "silent" });
    const { on, told } = recordAll();
    await rig.channel.start(on);
    await soon(() => expect(rig.peer.world.calls).toContain("get_group_list"));
    rig.peer.dm(person, [text("之前")]);
    await soon(() => expect(told.message).toHaveLength(1));
    await away(rig, () => {
      rig.peer.faults.clear();
      rig.peer.dm(person, [text("断线时")]);
    });
    await soon(() => expect(told.message.map((m) => m.text)).toEqual(["之前", "断线时"]));
    expect(told.missed).toEqual([]);
  });

  test("what is kept holds neither accounts nor words", async () => {
    const rig = await station();
    rig.peer.dm(person, [text("楼道堆物")]);
    await soon(() => expect(rig.told.message).toHaveLength(1));
    await rig.channel.stop();
    expect(rig.memory.value).not.toMatch(/2000001|10001|楼道/);
  });

  test("a mark that cannot be read ends nothing", async () => {
    const memory = createMemory();
    memory.value = "{";
    await expect(station(memory)).resolves.toBeDefined();
  });
});

test("a network that gives twenty messages at a time is asked page by page", async () => {
  const rig = await station();
  rig.peer.world.pageBySeq = true;
  rig.peer.world.mostHistory = 20;
  await away(rig, () => {
    const start = seconds(Date.now()) - 60;
    for (let n = 0; n < 47; n++) rig.peer.dm(person, [text(`第${n}`)], { time: start + n });
  });
  await soon(() => expect(rig.texts()).toEqual(Array.from({ length: 47 }, (_, n) => `第${n}`)));
  expect(rig.told.missed).toEqual([]);
});

test("a conversation that cannot be read is asked for again, three times in all, and then told", async () => {
  const rig = await station(createMemory(), { again: 50 });
  rig.peer.faults.set("get_friend_msg_history", { kind: "fail", retcode: 1200, message: "风控" });
  await away(rig, () => void rig.peer.dm(person, [text("断线时")]));
  await soon(() => expect(rig.told.missed).toHaveLength(1));
  expect(rig.told.missed[0]?.chat?.id).toBe(String(person.id));
  expect(rig.peer.world.calls.filter((action) => action === "get_friend_msg_history")).toHaveLength(3);
});

test("a conversation that can be read at the second try has lost nothing", async () => {
  const rig = await station(createMemory(), { again: 300 });
  rig.peer.faults.set("get_friend_msg_history", { kind: "fail", retcode: 1200, message: "风控" });
  await away(rig, () => void rig.peer.dm(person, [text("断线时")]));
  await soon(() => expect(rig.peer.world.calls).toContain("get_friend_msg_history"));
  rig.peer.faults.clear();
  await soon(() => expect(rig.texts()).toEqual(["断线时"]));
  expect(rig.told.missed).toEqual([]);
});

describe("what cannot be read is told, with from and until", () => {
  test("an implementation without histories", async () => {
    const rig = await station();
    rig.peer.faults.set("get_friend_msg_history", { kind: "fail", retcode: 1404, message: "不支持的Api" });
    const began = Date.now();
    await away(rig, () => void rig.peer.dm(person, [text("丢了的")]));
    await soon(() => expect(rig.told.missed).toHaveLength(1));
    const [gap] = rig.told.missed;
    expect(gap?.chat).toBeUndefined();
    expect(gap?.from.getTime()).toBeLessThan(began + 1000);
    expect(gap?.until.getTime()).toBeGreaterThan(began);
    // And once: the next gap is another one.
    await away(rig, () => {});
    await soon(() => expect(rig.told.missed).toHaveLength(2));
  });

  test("a list of conversations that does not reach back: friends are asked, and the rest is told", async () => {
    const rig = await station();
    rig.peer.world.mostContacts = 50;
    rig.peer.world.friends.push({ user_id: 2_000_009, nickname: "友" });
    await away(rig, () => {
      rig.peer.dm({ id: 2_000_009, name: "友" }, [text("朋友写的")]);
      for (let g = 0; g < 60; g++) rig.peer.say(7_100_000 + g, { id: 5, name: "群" }, [text("闲聊")]);
    });
    await soon(() => expect(rig.texts()).toContain("朋友写的"));
    await soon(() => expect(rig.told.missed).toHaveLength(1));
  });

  test("a conversation longer than the network gives: what it gives is heard, the rest is told of that person", async () => {
    const rig = await station();
    rig.peer.world.mostHistory = 50;
    await away(rig, () => {
      for (let n = 0; n < 100; n++) rig.peer.dm(person, [text(`第${n}`)]);
    });
    await soon(() => expect(rig.texts()).toContain("第99"));
    expect(rig.texts()).toHaveLength(50);
    expect(rig.told.missed).toEqual([
      expect.objectContaining({ chat: expect.objectContaining({ kind: "user", id: String(person.id) }) }),
    ]);
  });
});

/** What a channel keeps that was last connected at `at`. */
async function markedAt(at: number): Promise<string> {
  const memory = createMemory();
  const rig = await openOnebot("forward", {
    channel: { memory, clock: { now: () => new Date(at), after: systemClock.after } },
  });
  await rig.channel.start(recordAll().on);
  await soon(() => expect(memory.value).toContain("until"));
  await rig.channel.stop();
  await rig.close();
  return memory.value ?? "";
}
