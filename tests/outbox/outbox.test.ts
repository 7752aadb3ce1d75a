import { expect, test, vi } from "vitest";
import { DeliveryError } from "../../src/channels/channel.ts";
import { createOutbox } from "../../src/outbox/outbox.ts";
import { createFakeChannel } from "../support/fake-channel.ts";
import { aContact, aGroup, anAddress, anOfficer, outboxRig } from "../support/outbox-rig.ts";

const SECOND = 1000;
const HOUR = 3_600_000;

test("rows put in a transaction are sent once it is durable, and marked", async () => {
  const { outbox, channel, row, put, store } = await outboxRig();
  await put(
    row({ person: "p1" }, { id: "a", text: "已收到" }),
    row({ group: "g2" }, { id: "b", text: "提示" }),
  );
  await outbox.idle();
  expect(channel.texts()).toEqual(["u1: 已收到", "2: 提示"]);
  expect(await store.deliveries.get("a")).toMatchObject({ state: "sent", attempts: 1, sentId: "m1" });
  expect(await store.deliveries.get("b")).toMatchObject({ state: "sent", attempts: 1, sentId: "m2" });
});

test("a transaction that fails sends nothing, and one run twice sends once", async () => {
  const { outbox, channel, row, store } = await outboxRig();
  await expect(
    store.tx(async (t) => {
      t.deliveries.put(row({ person: "p1" }));
      throw new Error("no");
    }),
  ).rejects.toThrow("no");
  await outbox.idle();
  expect(channel.sent).toEqual([]);
});

test("a row put again while it is under way is not sent twice", async () => {
  const { outbox, channel, row, put, store } = await outboxRig();
  let release = () => {};
  channel.plan({ hang: new Promise<void>((resolve) => (release = resolve)) });
  const answer = row({ person: "p1" }, { id: "a" });
  await put(answer);
  await vi.waitFor(() => expect(channel.calls()).toBe(1));
  await put({ ...answer, text: "改过" });
  release();
  await outbox.idle();
  expect(channel.texts()).toEqual(["u1: 话"]);
  expect((await store.deliveries.get("a"))?.state).toBe("sent");
});

test("answers go before notices, notices before broadcasts, and what is said at once before all", async () => {
  const { outbox, channel, row, put } = await outboxRig({
    channel: createFakeChannel("qq", { type: "wechaty" }),
  });
  let release = () => {};
  channel.plan({ hang: new Promise<void>((resolve) => (release = resolve)) });
  await put(row({ person: "p3" }, { text: "在途" }));
  await put(
    row({ group: "g1" }, { text: "广播" }),
    row({ officer: "o1" }, { text: "通知" }),
    row({ person: "p1" }, { text: "回答" }),
  );
  const said = outbox.say(anAddress("u2"), { text: "现说" });
  await Promise.resolve();
  setImmediate(release);
  await said;
  await outbox.idle();
  expect(channel.texts()).toEqual(["u3: 在途", "u2: 现说", "u1: 回答", "o1: 通知", "1: 广播"]);
});

test("who is in danger is answered before all who wait", async () => {
  const { outbox, channel, row, put } = await outboxRig({
    channel: createFakeChannel("qq", { type: "wechaty" }),
  });
  let release = () => {};
  channel.plan({ hang: new Promise<void>((resolve) => (release = resolve)) });
  await put(row({ person: "p3" }, { text: "在途" }));
  await put(row({ person: "p1" }, { text: "回答" }), row({ officer: "o1" }, { text: "通知" }));
  await put(
    row({ person: "p2" }, { text: "请立即拨打110", severe: true }),
    row({ officer: "o2" }, { text: "急件", severe: true }),
  );
  setImmediate(release);
  await outbox.idle();
  expect(channel.texts()).toEqual(["u3: 在途", "u2: 请立即拨打110", "o2: 急件", "u1: 回答", "o1: 通知"]);
});

test("a broadcast that waits for its pace never holds up an answer", async () => {
  const { outbox, channel, row, put, advance } = await outboxRig({
    budgets: new Map([["qq", { perMinute: 30, perDay: 100, gap: 10 * SECOND }]]),
  });
  await put(row({ group: "g1" }), row({ group: "g2" }), row({ group: "g3" }));
  await outbox.idle();
  await put(row({ person: "p1" }));
  await outbox.idle();
  expect(channel.sent.map((s) => s.to.id)).toEqual(["1", "u1"]);
  await advance(9 * SECOND);
  expect(channel.sent).toHaveLength(2);
  await advance(SECOND);
  expect(channel.sent.map((s) => s.to.id)).toEqual(["1", "u1", "2"]);
  await advance(10 * SECOND);
  expect(channel.sent).toHaveLength(4);
});

test("no more broadcasts a minute and a day than the budget allows, also after a restart", async () => {
  const faults: unknown[] = [];
  const rig = await outboxRig({
    budgets: new Map([["qq", { perMinute: 2, perDay: 3, gap: 0 }]]),
    onFault: (fault) => faults.push(fault),
  });
  await rig.put(...["g1", "g2", "g3", "g1", "g2"].map((group) => rig.row({ group })));
  await rig.outbox.idle();
  expect(rig.channel.sent).toHaveLength(2);
  await rig.advance(60 * SECOND);
  expect(rig.channel.sent).toHaveLength(3);
  expect(faults).toMatchObject([{ channel: "qq", fault: "day-budget" }]);
  await rig.outbox.stop();
  const again = createOutbox(rig.deps);
  await again.start();
  await rig.clock.advance(HOUR, again.idle);
  expect(rig.channel.sent).toHaveLength(3);
  expect(again.status().get("qq")).toMatchObject({ today: 3, perDay: 3, paused: "day-budget" });
  // 10:01 in Shanghai; the next day of the station begins after 14 hours.
  await rig.clock.advance(13 * HOUR, again.idle);
  expect(rig.channel.sent).toHaveLength(5);
});

test("quiet hours hold a broadcast until the morning, let a severe one and every answer pass", async () => {
  const { outbox, channel, row, put, clock, advance, state } = await outboxRig({
    quietHours: { from: 22 * 60, to: 7 * 60 },
  });
  clock.leap(new Date("2026-11-24T15:00:00Z"));
  await put(
    row({ group: "g1" }, { text: "平常" }),
    row({ group: "g2" }, { text: "紧要", severe: true }),
    row({ group: "g3" }, { id: "short", expires: "2026-11-24T20:00:00.000Z" }),
    row({ person: "p1" }, { text: "回答" }),
  );
  await outbox.idle();
  expect(channel.texts().sort()).toEqual(["2: 紧要", "u1: 回答"]);
  expect(outbox.status().get("qq")?.paused).toBe("quiet-hours");
  await advance(6 * HOUR);
  expect(await state("short")).toBe("expired");
  expect(channel.sent).toHaveLength(2);
  await advance(2 * HOUR);
  expect(channel.texts().at(-1)).toBe("1: 平常");
});

test("a broadcast that may have gone out is unknown and never repeated; its echo settles it", async () => {
  const undelivered: string[] = [];
  const { outbox, channel, row, put, state, advance, clock } = await outboxRig({
    onUndelivered: (r) => undelivered.push(`${r.id} ${r.state}`),
  });
  channel.plan({ outcome: "unknown", reason: "timeout", reached: true });
  await put(row({ group: "g1" }, { id: "b", text: "提示" }));
  await outbox.idle();
  expect(await state("b")).toBe("unknown");
  expect(undelivered).toEqual(["b unknown"]);
  await advance(24 * HOUR);
  expect(channel.calls()).toBe(1);
  outbox.echo({ to: aGroup("2").address, text: "提示", at: clock.now() });
  await outbox.idle();
  expect(await state("b")).toBe("unknown");
  outbox.echo({ to: aGroup("1").address, text: "提示", id: "n9", at: clock.now() });
  await outbox.idle();
  expect(await state("b")).toBe("sent");
});

test("an echo that comes before the time-out settles the send", async () => {
  const { outbox, channel, row, put, state, clock } = await outboxRig();
  const send = channel.send;
  channel.send = async (to, content) => {
    outbox.echo({ to, text: content.text, id: "seen", at: clock.now() });
    channel.plan({ outcome: "unknown", reason: "timeout" });
    return send(to, content);
  };
  await put(row({ group: "g1" }, { id: "b" }));
  await outbox.idle();
  expect(await state("b")).toBe("sent");
});

test("a broadcast that surely was not sent is tried again, later and later", async () => {
  const { outbox, channel, row, put, state, advance } = await outboxRig();
  const no = { outcome: "not-sent", reason: "rejected", retryable: true } as const;
  channel.plan(no, no);
  await put(row({ group: "g1" }, { id: "b" }));
  await outbox.idle();
  expect(await state("b")).toBe("pending");
  await advance(5 * SECOND);
  expect(channel.calls()).toBe(2);
  await advance(9 * SECOND);
  expect(channel.calls()).toBe(2);
  await advance(SECOND);
  expect(await state("b")).toBe("sent");
});

test("an answer that may have gone out is repeated a few times, later and later, then given up", async () => {
  const { outbox, channel, row, put, state, advance } = await outboxRig();
  const doubtful = { outcome: "unknown", reason: "timeout" } as const;
  channel.plan(...Array.from({ length: 9 }, () => doubtful));
  await put(row({ person: "p1" }, { id: "a" }));
  await outbox.idle();
  expect(await state("a")).toBe("pending");
  await advance(24 * HOUR);
  expect(channel.calls()).toBe(6);
  expect(await state("a")).toBe("failed");
});

test("an offline account keeps its rows without counting attempts, and goes on when it is back", async () => {
  const { outbox, channel, row, put, store, advance, state } = await outboxRig();
  channel.set({ online: false });
  await put(row({ person: "p1" }, { id: "a" }), row({ group: "g1" }, { id: "b" }));
  await put(row({ group: "g2" }, { id: "old", expires: "2026-11-24T02:30:00.000Z" }));
  await advance(HOUR);
  expect(channel.calls()).toBe(0);
  expect(outbox.status().get("qq")).toMatchObject({
    paused: "offline",
    queued: { answers: 1, broadcasts: 1 },
  });
  expect(await state("old")).toBe("expired");
  channel.set({ online: true });
  outbox.wake();
  await outbox.idle();
  expect(channel.texts()).toEqual(["u1: 话", "1: 话"]);
  expect(await store.deliveries.get("a")).toMatchObject({ state: "sent", attempts: 1 });
});

test("nothing goes to a group that is unconfirmed, removed or muted", async () => {
  const { outbox, channel, row, put, store } = await outboxRig({
    seed: (s) =>
      s.tx(async (t) => {
        t.groups.put(aGroup("1", { state: "unconfirmed" }));
        t.groups.put(aGroup("2", { state: "removed" }));
        t.groups.put(aGroup("3", { muted: true }));
      }),
  });
  await put(
    row({ group: "g1" }, { id: "a" }),
    row({ group: "g2" }, { id: "b" }),
    row({ group: "g3" }, { id: "c" }),
  );
  await outbox.idle();
  expect(channel.calls()).toBe(0);
  expect(await store.deliveries.get("a")).toMatchObject({ state: "cancelled", refusal: "unconfirmed" });
  expect(await store.deliveries.get("b")).toMatchObject({ state: "cancelled", refusal: "removed" });
  expect(await store.deliveries.get("c")).toMatchObject({ state: "failed", refusal: "muted" });
});

test("a mute is over when its time comes, without a word of the network", async () => {
  const { outbox, channel, row, put, state, clock, advance } = await outboxRig({
    seed: (s) =>
      s.tx(async (t) => t.groups.put(aGroup("1", { muted: true, mutedUntil: "2026-11-24T02:10:00.000Z" }))),
  });
  await put(row({ group: "g1" }, { id: "a" }));
  await outbox.idle();
  expect([await state("a"), channel.calls()]).toEqual(["failed", 0]);
  await advance(Date.parse("2026-11-24T02:10:00.000Z") - clock.now().getTime());
  await put(row({ group: "g1" }, { id: "b" }));
  await outbox.idle();
  expect(channel.texts()).toEqual(["1: 话"]);
});

test("a refused send says nothing of how long: a mute long past begins anew, one whose end is known keeps it", async () => {
  const later = "2026-11-24T05:00:00.000Z";
  const { outbox, channel, row, put, store } = await outboxRig({
    seed: (s) =>
      s.tx(async (t) => t.groups.put(aGroup("1", { muted: true, mutedUntil: "2026-11-23T00:00:00.000Z" }))),
  });
  const refusal = new DeliveryError("not-sent", "muted", false);
  let refuse = () => {};
  const hang = new Promise<void>((_, reject) => {
    refuse = () => reject(refusal);
  });
  channel.plan({ outcome: "not-sent", reason: "muted" }, { hang });
  await put(row({ group: "g1" }), row({ group: "g2" }));
  await vi.waitFor(() => expect(channel.calls()).toBe(2));
  await store.tx(async (t) => t.groups.put(aGroup("2", { muted: true, mutedUntil: later })));
  refuse();
  await outbox.idle();
  const anew = await store.groups.get("g1");
  expect(anew).toMatchObject({ muted: true });
  expect(anew).not.toHaveProperty("mutedUntil");
  expect(await store.groups.get("g2")).toMatchObject({ muted: true, mutedUntil: later });
});

test("a group that turns out to have muted or removed the bot is left out from then on", async () => {
  const { outbox, channel, row, put, store } = await outboxRig();
  channel.plan({ outcome: "not-sent", reason: "muted" }, { outcome: "not-sent", reason: "removed" });
  await put(row({ group: "g1" }), row({ group: "g2" }));
  await outbox.idle();
  expect(await store.groups.get("g1")).toMatchObject({ muted: true, state: "confirmed" });
  expect(await store.groups.get("g2")).toMatchObject({ state: "removed" });
});

test("a stale epoch is never written to: an answer waits for the person, a broadcast fails", async () => {
  const channel = createFakeChannel("wechat", { stableIds: false, epoch: "new", type: "wechaty" });
  const old = { channel: "wechat", epoch: "old" };
  const rig = await outboxRig({
    channel,
    seed: (s) =>
      s.tx(async (t) => {
        t.contacts.put(aContact("p1", anAddress("u1", old)));
        t.groups.put(aGroup("1", { address: { ...old, kind: "group", id: "1" } }));
      }),
  });
  await rig.put(rig.row({ person: "p1" }, { id: "a", text: "答" }), rig.row({ group: "g1" }, { id: "b" }));
  await rig.outbox.idle();
  expect(channel.calls()).toBe(0);
  expect(await rig.state("a")).toBe("pending");
  expect(await rig.store.deliveries.get("b")).toMatchObject({ state: "failed", refusal: "stale-epoch" });
  const now = { channel: "wechat", epoch: "new" };
  await rig.store.tx(async (t) => t.contacts.put(aContact("p1", anAddress("v7", now), anAddress("u1", old))));
  rig.outbox.wake({ person: "p1" });
  await rig.outbox.idle();
  expect(channel.texts()).toEqual(["v7: 答"]);
});

test("before an account knows its epoch nothing is stale and nothing is sent", async () => {
  const channel = createFakeChannel("wechat", { stableIds: false, type: "wechaty" });
  const rig = await outboxRig({
    channel,
    seed: (s) =>
      s.tx(async (t) =>
        t.groups.put(aGroup("1", { address: { channel: "wechat", epoch: "e", kind: "group", id: "1" } })),
      ),
  });
  await rig.put(rig.row({ group: "g1" }, { id: "b" }));
  await rig.outbox.idle();
  expect(await rig.state("b")).toBe("pending");
  channel.set({ epoch: "e" });
  rig.outbox.wake();
  await rig.outbox.idle();
  expect(await rig.state("b")).toBe("sent");
});

test("nothing is pushed to somebody who may be hiding until they write again", async () => {
  const { outbox, channel, row, put, store, clock, advance } = await outboxRig();
  const quiet = (quietSince: string | undefined) =>
    store.tx(async (t) =>
      t.contacts.put({
        ...aContact("p1", anAddress("u1")),
        ...(quietSince === undefined ? {} : { quietSince }),
      }),
    );
  await quiet(clock.now().toISOString());
  await put(row({ person: "p1" }, { text: "请立即拨打110" }));
  await advance(SECOND);
  await put(row({ person: "p1" }, { text: "民警回复" }));
  await advance(HOUR);
  expect(channel.texts()).toEqual(["u1: 请立即拨打110"]);
  await quiet(undefined);
  outbox.wake({ person: "p1" });
  await outbox.idle();
  expect(channel.texts()).toEqual(["u1: 请立即拨打110", "u1: 民警回复"]);
});

test("a row is not sent before its time nor after its expiry", async () => {
  const { outbox, channel, row, put, advance, state } = await outboxRig();
  await put(
    row({ officer: "o1" }, { id: "later", text: "提醒", notBefore: "2026-11-24T04:00:00.000Z" }),
    row({ officer: "o1" }, { id: "over", expires: "2026-11-24T02:00:00.000Z" }),
  );
  await outbox.idle();
  expect(channel.calls()).toBe(0);
  expect(await state("over")).toBe("expired");
  await advance(2 * HOUR - 1);
  expect(channel.calls()).toBe(0);
  await advance(1);
  expect(channel.texts()).toEqual(["o1: 提醒"]);
});

test("a row that is cancelled while it waits is not sent", async () => {
  const { outbox, channel, row, put, advance } = await outboxRig();
  const reminder = row({ officer: "o1" }, { notBefore: "2026-11-24T04:00:00.000Z" });
  await put(reminder);
  await put({ ...reminder, state: "cancelled" });
  await advance(3 * HOUR);
  await outbox.idle();
  expect(channel.calls()).toBe(0);
});

test("risk control slows an account, then stops its broadcasts, tells, and hands the rest to people", async () => {
  const faults: unknown[] = [];
  const undelivered: string[] = [];
  const { outbox, channel, row, put, advance, store } = await outboxRig({
    onFault: (fault) => faults.push(fault),
    onUndelivered: (r) => undelivered.push(`${r.state} ${r.refusal}`),
  });
  const risk = { outcome: "not-sent", reason: "risk-control" } as const;
  channel.plan(risk, risk, risk);
  await put(...["g1", "g2", "g3", "g1", "g2"].map((group) => row({ group })));
  await outbox.idle();
  expect(channel.calls()).toBe(1);
  await advance(HOUR);
  expect(channel.calls()).toBe(3);
  expect(faults).toMatchObject([{ channel: "qq", fault: "risk-control" }]);
  expect(undelivered).toEqual(Array.from({ length: 5 }, () => "failed risk-control"));
  await put(row({ group: "g3" }, { id: "resting" }), row({ person: "p1" }));
  await outbox.idle();
  expect(channel.texts()).toEqual(["u1: 话"]);
  expect(await store.deliveries.get("resting")).toMatchObject({ state: "failed", refusal: "risk-control" });
});

test("after a restart an interrupted broadcast is unknown, and what was pending goes on", async () => {
  const rig = await outboxRig();
  await rig.outbox.stop();
  await rig.store.tx(async (t) => {
    t.deliveries.put(rig.row({ group: "g1" }, { id: "b", state: "sending", attempts: 1 }));
    t.deliveries.put(rig.row({ person: "p1" }, { id: "a" }));
  });
  const again = createOutbox(rig.deps);
  await again.start();
  await again.idle();
  expect(await rig.state("b")).toBe("unknown");
  expect(await rig.state("a")).toBe("sent");
  expect(rig.channel.texts()).toEqual(["u1: 话"]);
});

test("say never rejects, whatever the channel does, and waits for what it has read to be durable", async () => {
  const { outbox, channel, store } = await outboxRig();
  channel.plan({ outcome: "not-sent", reason: "rejected" });
  await outbox.say(anAddress("u1"), { text: "一" });
  let durable = false;
  store.view = async (work) => {
    durable = true;
    return work(store);
  };
  await outbox.say(anAddress("u1"), { text: "二" });
  expect(durable).toBe(true);
  expect(channel.texts()).toEqual(["u1: 二"]);
  await outbox.stop();
  await outbox.say(anAddress("u1"), { text: "三" });
  expect(channel.texts()).toEqual(["u1: 二"]);
});

test("an officer gets stored pictures; a resident's row never carries any", async () => {
  const { outbox, channel, row, put } = await outboxRig({
    seed: (s) =>
      s.tx(async (t) =>
        t.attachments.put({
          id: "x",
          report: "r",
          kind: "image",
          channel: "qq",
          state: "stored",
          attempts: 1,
          hash: "ab12",
          mime: "image/jpeg",
          receivedAt: "2026-11-24T01:00:00.000Z",
        }),
      ),
  });
  await put(row({ officer: "o1" }, { attachments: ["x"] }), row({ person: "p1" }, { attachments: ["x"] }));
  await outbox.idle();
  expect(channel.sent.map((s) => `${s.to.id} ${s.files}`).sort()).toEqual(["o1 1", "u1 0"]);
});

test("stop waits for what is in flight and stores its outcome", async () => {
  const { outbox, channel, row, put, state } = await outboxRig();
  let release = () => {};
  channel.plan({ hang: new Promise<void>((resolve) => (release = resolve)) });
  await put(row({ group: "g1" }, { id: "b" }), row({ group: "g2" }, { id: "c" }));
  await expect.poll(() => channel.calls()).toBe(1);
  const stopped = outbox.stop();
  release();
  await stopped;
  expect(await state("b")).toBe("sent");
  expect(await state("c")).toBe("pending");
});

test("calls to different people overlap; two to one person, and two broadcasts, never do", async () => {
  const { outbox, channel, row, put } = await outboxRig();
  let release = () => {};
  const frozen = new Promise<void>((resolve) => {
    release = resolve;
  });
  channel.plan(...Array.from({ length: 4 }, () => ({ hang: frozen })));
  await put(
    row({ person: "p1" }, { text: "一" }),
    row({ person: "p1" }, { text: "二" }),
    row({ person: "p2" }),
    row({ group: "g1" }),
    row({ group: "g2" }),
  );
  await expect.poll(() => channel.calls()).toBe(3);
  await new Promise((resolve) => setImmediate(resolve));
  expect(channel.calls()).toBe(3);
  release();
  await outbox.idle();
  expect(channel.texts().filter((text) => text.startsWith("u1"))).toEqual(["u1: 一", "u1: 二"]);
  expect(channel.sent).toHaveLength(5);
});

/** An officer on WeChat first, on QQ second. */
async function twoAccounts() {
  const wechat = createFakeChannel("wechat", { type: "wechaty" });
  const qq = createFakeChannel("qq");
  const accounts = [anAddress("w9", { channel: "wechat" }), anAddress("q9")];
  const rig = await outboxRig({
    channel: qq,
    channels: new Map([
      ["wechat", wechat],
      ["qq", qq],
    ]),
    seed: (store) => store.tx(async (t) => t.officers.put(anOfficer("duty", { accounts }))),
  });
  return { ...rig, wechat, qq };
}

test("an officer is told over the account that is online, whichever he wrote from last", async () => {
  const { wechat, qq, row, put, outbox } = await twoAccounts();
  await put(row({ officer: "duty" }, { text: "平时" }));
  await outbox.idle();
  wechat.set({ online: false });
  await put(row({ officer: "duty" }, { text: "急件" }), row({ officer: "duty" }, { channel: "wechat" }));
  await outbox.idle();
  expect(wechat.texts()).toEqual(["w9: 平时"]);
  expect(qq.texts()).toEqual(["q9: 急件", "q9: 话"]);
});

test("what waits for an officer on an account that is away goes by another one as soon as that is there", async () => {
  const { wechat, qq, row, put, outbox, advance } = await twoAccounts();
  wechat.set({ online: false });
  qq.set({ online: false });
  const later = "2026-11-24T03:00:00.000Z";
  await put(
    row({ officer: "duty" }, { text: "急件", severe: true }),
    row({ officer: "duty" }, { text: "提醒", notBefore: later }),
    row({ officer: "duty" }, { text: "取消", id: "gone" }),
  );
  await advance(HOUR / 2);
  await put(row({ officer: "duty" }, { id: "gone", state: "cancelled" }));
  qq.set({ online: true });
  outbox.wake();
  await outbox.idle();
  expect(qq.texts()).toEqual(["q9: 急件"]);
  await advance(HOUR / 2);
  expect(qq.texts()).toEqual(["q9: 急件", "q9: 提醒"]);
  expect(wechat.texts()).toEqual([]);
});

test("an answer that waited out a long outage is not given up at its first refusal", async () => {
  const { outbox, channel, row, put, advance, state } = await outboxRig();
  channel.set({ online: false });
  await put(row({ person: "p1" }, { id: "a", createdAt: "2026-11-21T02:00:00.000Z" }));
  await advance(HOUR);
  channel.plan({ outcome: "not-sent", reason: "risk-control", retryable: true });
  channel.set({ online: true });
  outbox.wake();
  await advance(10 * SECOND);
  expect(await state("a")).toBe("sent");
});

test("an answer that surely does not go out is tried for a day, then given up", async () => {
  const { channel, row, put, advance, state } = await outboxRig();
  channel.plan(
    ...Array.from({ length: 200 }, () => {
      return { outcome: "not-sent", reason: "rejected", retryable: true } as const;
    }),
  );
  await put(row({ person: "p1" }, { id: "a" }));
  await advance(23 * HOUR);
  expect(await state("a")).toBe("pending");
  await advance(3 * HOUR);
  expect(await state("a")).toBe("failed");
});

test("what surely did not go out and is tried again uses up nothing of the day's budget", async () => {
  const faults: unknown[] = [];
  const rig = await outboxRig({
    budgets: new Map([["qq", { perMinute: 30, perDay: 3, gap: 0 }]]),
    onFault: (fault) => faults.push(fault),
  });
  const offline = { outcome: "not-sent", reason: "offline", retryable: true } as const;
  rig.channel.plan(offline, offline, offline, { ...offline, reason: "rejected" });
  await rig.put(rig.row({ group: "g1" }));
  await rig.advance(10 * 60 * SECOND);
  expect(rig.channel.texts()).toEqual(["1: 话"]);
  expect(faults).toEqual([]);
  await rig.outbox.stop();
  const again = createOutbox(rig.deps);
  await again.start();
  expect(again.status().get("qq")).toMatchObject({ today: 1 });
});
