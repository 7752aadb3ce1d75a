import { expect, test } from "vitest";
import { putBroadcast } from "../../src/alerts/broadcast.ts";
import { openPostings, tickOff } from "../../src/alerts/posting-book.ts";
import { createPostings } from "../../src/alerts/postings.ts";
import { createManualChannel } from "../../src/channels/manual/manual-channel.ts";
import type { Alert } from "../../src/domain/alerts.ts";
import type { Officer } from "../../src/domain/people.ts";
import { createOutbox } from "../../src/outbox/outbox.ts";
import { createFakeChannel } from "../support/fake-channel.ts";
import { aGroup, anOfficer, outboxRig, silent } from "../support/outbox-rig.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const alert: Alert = {
  id: "alert",
  state: "completed",
  series: "daily",
  file: "1.md",
  title: "别点“退款”链接",
  category: "Security",
  severity: "Minor",
  urgency: "Future",
  certainty: "Possible",
  msgType: "Alert",
  text: "【别点“退款”链接】\n接到这种电话，挂掉。光明路派出所",
};
const stadium = "体育场警务室";
const street = "新程街社区警务室";

/** Groups 1–3 are by hand (3 of the other office), 4 is on QQ. 王 and 李 are of the stadium's office, 赵 of the other. */
async function station() {
  const qq = createFakeChannel();
  const byHand = (id: string, office: string) =>
    aGroup(id, { address: { channel: "byhand", epoch: "", kind: "group", id }, office, name: `${id}号院群` });
  let undelivered = (_row: Parameters<ReturnType<typeof createPostings>["undelivered"]>[0]) => {};
  const rig = await outboxRig({
    channels: new Map([
      ["qq", qq],
      [
        "byhand",
        createManualChannel({ name: "byhand", clock: { now: () => new Date(0), after: () => () => {} } }),
      ],
    ]),
    onUndelivered: (row) => undelivered(row),
    seed: (store) =>
      store.tx(async (t) => {
        t.groups.put(byHand("1", stadium));
        t.groups.put(byHand("2", stadium));
        t.groups.put(byHand("3", street));
        t.groups.put(aGroup("4", { office: stadium, name: "4号院群" }));
        for (const id of ["o1", "o2", "o3"]) t.officers.put(anOfficer(id, { revokedAt: "2026-01-01" }));
        t.officers.put(anOfficer("王", { office: stadium }));
        t.officers.put(anOfficer("李", { office: stadium }));
        t.officers.put(anOfficer("赵", { office: street }));
      }),
  });
  let outbox = rig.outbox;
  let postings = open();
  function open() {
    const opened = createPostings({ store: rig.store, clock: rig.clock, logger: silent });
    undelivered = opened.undelivered;
    return opened;
  }
  await postings.start();
  const idle = async () => {
    await postings.idle();
    await outbox.idle();
  };
  const officer = async (id: string) => (await rig.store.officers.get(id)) as Officer;
  return {
    ...rig,
    qq,
    idle,
    advance: (ms: number) => rig.clock.advance(ms, idle),
    async broadcast(...groups: string[]) {
      const now = rig.clock.now();
      const slot = `daily@${now.toISOString()}`;
      await rig.store.tx(async (t) => {
        const all = (await t.groups.all()).filter(({ id }) => groups.includes(id));
        const due = now.toISOString();
        t.slots.put({ key: slot, schedule: "daily", series: "daily", due, state: "fired", at: due });
        await putBroadcast(t, { alert, slot, groups: all, due: now, now, timezone: "Asia/Shanghai" });
      });
      await idle();
      return slot;
    },
    async posted(id: string, ...numbers: number[]) {
      const who = await officer(id);
      const result = await rig.store.tx((t) => tickOff(t, who, numbers, rig.clock.now()));
      await idle();
      if (!("done" in result)) return result.refusal;
      const names = (items: { name: string }[]) => items.map(({ name }) => name).join(" ");
      return `${names(result.done)} | ${names(result.left)}`.trim();
    },
    open: async (id: string) => (await openPostings(rig.store, await officer(id), rig.clock.now())).length,
    /** Texts that an officer got since the last call. */
    inbox: (id: string) => {
      const all = qq.sent.filter(({ to }) => to.id === id).map(({ text }) => text);
      qq.sent.splice(0, qq.sent.length, ...qq.sent.filter(({ to }) => to.id !== id));
      return all;
    },
    async restart() {
      await postings.stop();
      await outbox.stop();
      outbox = createOutbox(rig.deps);
      postings = open();
      await outbox.start();
      await postings.start();
      await idle();
    },
    rows: async (slot: string) =>
      (await rig.store.deliveries.ofSlot(slot)).map(({ to, state, doneBy }) =>
        ["group" in to && to.group, state, doneBy].filter(Boolean).join(" "),
      ),
  };
}

test("an alert becomes one task an office: the bare text, then the groups with numbers", async () => {
  const { broadcast, advance, inbox } = await station();
  await broadcast("g1", "g2", "g3");
  await advance(5 * SECOND);
  const task = [
    alert.text,
    "请把上面这条转发到：\n1 1号院群\n2 2号院群\n发完回「已发」，只发了几个就回「已发 1」。",
  ];
  expect(inbox("王")).toEqual(task);
  expect(inbox("李")).toEqual(task);
  expect(inbox("赵")).toEqual([alert.text, "请把上面这条转发到：\n1 3号院群\n发完回「已发」。"]);
});

test("已发 ticks all off: posted by hand, by whom and when; the others are told, and nobody is reminded", async () => {
  const { broadcast, advance, inbox, posted, rows, store, open } = await station();
  const slot = await broadcast("g1", "g2");
  await advance(MINUTE);
  inbox("李");
  inbox("王");
  expect(await posted("王")).toBe("1号院群 2号院群 |");
  expect(await rows(slot)).toEqual(["g1 posted-by-hand 王", "g2 posted-by-hand 王"]);
  const [row] = await store.deliveries.ofSlot(slot);
  expect(row?.doneAt).toBe("2026-11-24T02:01:00.000Z");
  expect(await store.audit.of({ kind: "delivery", id: row?.id ?? "" }, 1)).toMatchObject([
    { action: "delivery.posted-by-hand", actor: { officer: "王" } },
  ]);
  expect(inbox("李")).toEqual(["【别点“退款”链接】\n王已发：1 1号院群、2 2号院群。都发完了，不用再发。"]);
  await advance(6 * HOUR);
  expect([inbox("王"), inbox("李"), await open("王")]).toEqual([[], [], 0]);
  expect(await posted("王")).toBe("done");
  await advance(24 * HOUR);
  expect(await posted("王")).toBe("nothing-open");
});

test("已发 with numbers ticks those off; one reminder after two hours says what is left, also after a restart", async () => {
  const { broadcast, advance, inbox, posted, rows, restart } = await station();
  const slot = await broadcast("g1", "g2");
  await advance(MINUTE);
  expect(await posted("王", 7)).toBe("no-such-number");
  expect(await posted("王", 2)).toBe("2号院群 | 1号院群");
  expect((await rows(slot)).sort()).toEqual(["g1 failed", "g2 posted-by-hand 王"]);
  inbox("王");
  await restart();
  await advance(2 * HOUR);
  expect(inbox("王")).toEqual(["【别点“退款”链接】\n还没发的群：\n1 1号院群\n发完回「已发」。"]);
  await advance(4 * HOUR);
  expect(inbox("王")).toEqual([]);
});

test("a second alert counts on, and 已发 alone means neither", async () => {
  const { broadcast, advance, posted } = await station();
  await broadcast("g1");
  await advance(MINUTE);
  await broadcast("g1", "g2");
  await advance(MINUTE);
  expect(await posted("李")).toBe("which");
  expect(await posted("李", 2, 3)).toBe("1号院群 2号院群 | 1号院群");
  expect(await posted("李")).toBe("done");
  expect(await posted("李", 1)).toBe("1号院群 |");
});

test("a group that muted the bot, or a send that failed, is handed to people at once", async () => {
  const { broadcast, advance, inbox, qq } = await station();
  qq.plan({ outcome: "not-sent", reason: "muted" });
  await broadcast("g4", "g1");
  await advance(5 * SECOND);
  expect(inbox("王")[1]).toContain("1 1号院群\n2 4号院群");
  await broadcast("g4");
  await advance(5 * SECOND);
  expect(inbox("王")[1]).toContain("3 4号院群");
});

test("a send in doubt waits for its echo, then a person is asked to look first", async () => {
  const { broadcast, advance, inbox, qq, posted, rows, outbox, clock } = await station();
  const doubtful = { outcome: "unknown", reason: "timeout" } as const;
  qq.plan(doubtful);
  await broadcast("g4");
  await advance(MINUTE);
  outbox.echo({ to: aGroup("4").address, text: alert.text, at: clock.now() });
  await advance(HOUR);
  expect(inbox("王")).toEqual([]);
  qq.plan(doubtful);
  const slot = await broadcast("g4");
  await advance(MINUTE);
  expect(inbox("王")).toEqual([]);
  await advance(2 * MINUTE);
  expect(inbox("王")[1]).toContain("1 4号院群？\n标“？”的可能已经发出，先看一眼群里");
  expect(await posted("王")).toBe("4号院群 |");
  expect(await rows(slot)).toEqual(["g4 posted-by-hand 王"]);
});

test("a crash between the failure and the task loses no group, and asks nobody twice", async () => {
  const { broadcast, restart, advance, inbox } = await station();
  await broadcast("g1");
  await restart();
  await advance(MINUTE);
  expect(inbox("王")).toHaveLength(2);
  await restart();
  await advance(MINUTE);
  expect(inbox("王")).toEqual([]);
});

test("an alert that is over is not posted any more", async () => {
  const { broadcast, advance, posted, open } = await station();
  await broadcast("g1");
  await advance(MINUTE);
  expect(await open("王")).toBe(1);
  await advance(12 * HOUR);
  expect(await open("王")).toBe(0);
  expect(await posted("王")).toBe("nothing-open");
});
