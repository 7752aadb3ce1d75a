import { expect, test } from "vitest";
import type { Alerts } from "../../src/alerts/alert-files.ts";
import { clockTicks } from "../../src/alerts/clock-ticks.ts";
import { createScheduler } from "../../src/alerts/scheduler.ts";
import type { Schedule } from "../../src/domain/alerts.ts";
import type { AlertFile } from "../../src/domain/rotation.ts";
import type { ClockLeap } from "../../src/domain/slots.ts";
import { createOutbox } from "../../src/outbox/outbox.ts";
import { aGroup, outboxRig, silent } from "../support/outbox-rig.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

function file(name: string, series = "daily", more: Partial<AlertFile> = {}): AlertFile {
  return {
    id: `${series}/${name}`,
    series,
    file: name,
    title: name,
    category: "Safety",
    severity: "Minor",
    urgency: "Future",
    certainty: "Possible",
    msgType: "Alert",
    text: `【${name}】 {station}`,
    ...more,
  };
}

const daily: Schedule = { id: "daily", series: "daily", cron: "10 8 * * *", when: "any" };

/** A station at 2026-11-24 07:25 (Tuesday) with three community groups. */
async function station(schedules: Schedule[] = [daily], files = [file("1.md"), file("2.md"), file("3.md")]) {
  const rig = await outboxRig({
    seed: (store) =>
      store.tx(async (t) => {
        t.groups.put(aGroup("2", { topics: ["交通安全"] }));
        t.groups.put(aGroup("4", { kind: "officers" }));
        t.groups.put(aGroup("5", { state: "unconfirmed" }));
      }),
  });
  rig.clock.leap(new Date("2026-11-23T23:25:00Z"));
  const alerts: { -readonly [K in keyof Alerts]: Alerts[K] } = {
    schedules,
    series: new Map(),
    calendar: { holidays: new Set(["2026-11-26"]), workdays: new Set() },
    faults: [],
  };
  for (const f of files) alerts.series.set(f.series, [...(alerts.series.get(f.series) ?? []), f]);
  const leaps: ClockLeap[] = [];
  let { outbox } = rig;
  let scheduler = open();
  function open() {
    return createScheduler({
      store: rig.store,
      load: async () => alerts,
      ticks: clockTicks(rig.clock),
      clock: rig.clock,
      logger: silent,
      timezone: "Asia/Shanghai",
      station: "光明路派出所",
      catchUpMs: 2 * HOUR,
      onClockLeap: (leap) => leaps.push(leap),
    });
  }
  await scheduler.start();
  const idle = async () => {
    await scheduler.idle();
    await outbox.idle();
  };
  const slots = async () =>
    (await rig.store.slots.since("2026")).map((s) =>
      [s.due.slice(5, 16), s.state, s.reason ?? s.file].join(" "),
    );
  return {
    ...rig,
    alerts,
    leaps,
    idle,
    slots,
    advance: (ms: number) => rig.clock.advance(ms, idle),
    /** From 07:25 to 08:25 of so many days; the hours between are slept through. */
    async mornings(count: number) {
      for (let n = 0; n < count; n++) {
        await rig.clock.advance(HOUR, idle);
        rig.clock.leap(new Date(rig.clock.now().getTime() + DAY - HOUR));
      }
    },
    sentTo: () => rig.channel.sent.map(({ to, text }) => `${to.id} ${text.slice(0, 6)}`),
    /** As after kill -9: nothing is said goodbye to; `away` passes before it is started again. */
    async restart(away: number) {
      await scheduler.stop();
      await outbox.stop();
      rig.clock.leap(new Date(rig.clock.now().getTime() + away));
      outbox = createOutbox(rig.deps);
      await outbox.start();
      scheduler = open();
      await scheduler.start();
      await idle();
    },
  };
}

test("a due slot reaches each confirmed group of its audience once, signed, and is written down", async () => {
  const { advance, channel, slots, store } = await station();
  await advance(45 * MINUTE - 1);
  expect(channel.sent).toEqual([]);
  await advance(1);
  expect(channel.texts().sort()).toEqual(["1", "2", "3"].map((g) => `${g}: 【1.md】 光明路派出所`));
  expect(await slots()).toEqual(["11-24T00:10 fired 1.md"]);
  const rows = await store.deliveries.ofSlot("daily@2026-11-24T08:10:00");
  expect(rows.map((r) => [r.state, r.refusal].join(" ")).sort()).toEqual([
    "cancelled unconfirmed",
    "sent ",
    "sent ",
    "sent ",
  ]);
  expect((await store.alerts.get(rows[0]?.alert ?? ""))?.text).toBe("【1.md】 光明路派出所");
});

test("a series rotates, keeps its place over a dated day, and begins again", async () => {
  const files = [file("1.md"), file("2.md"), file("2026-11-25.md")];
  const { mornings, slots } = await station([daily], files);
  await mornings(4);
  expect((await slots()).map((s) => s.split(" ")[2])).toEqual(["1.md", "2026-11-25.md", "2.md", "1.md"]);
});

test("an audience is kept to; a schedule for workdays is silent on a holiday and says why", async () => {
  const traffic: Schedule = {
    id: "t",
    series: "traffic",
    cron: "30 7 * * *",
    when: "workday",
    audience: { topics: ["交通安全"] },
  };
  const { mornings, sentTo, slots } = await station([traffic], [file("a.md", "traffic")]);
  await mornings(3);
  expect(sentTo()).toEqual(["2 【a.md】", "2 【a.md】"]);
  expect(await slots()).toEqual([
    "11-23T23:30 fired a.md",
    "11-24T23:30 fired a.md",
    "11-25T23:30 missed holiday",
  ]);
});

test("after a restart only the newest missed slot within the catch-up fires, once, late", async () => {
  const often = { ...daily, cron: "0 * * * *" };
  const { restart, sentTo, slots } = await station([often], [file("1.md"), file("2.md")]);
  await restart(5 * HOUR + 5 * MINUTE);
  expect(sentTo()).toHaveLength(3);
  await restart(MINUTE);
  expect(sentTo()).toHaveLength(3);
  expect((await slots()).map((s) => s.slice(12))).toEqual([
    ...Array.from({ length: 4 }, () => "missed too-late"),
    "fired 1.md",
  ]);
});

test("a slot older than the catch-up is missed, and a schedule's own catch-up goes before the station's", async () => {
  const patient = { ...daily, id: "patient", catchUpMs: 5 * HOUR };
  const { restart, slots } = await station([daily, patient]);
  await restart(4 * HOUR);
  expect(await slots()).toEqual(["11-24T00:10 missed too-late", "11-24T00:10 fired 1.md"]);
});

test("the clock leaping a day ahead holds what was due, tells, and goes on with the next slot", async () => {
  const { advance, clock, channel, slots, leaps } = await station();
  await advance(MINUTE);
  clock.leap(new Date("2026-11-26T03:00:00Z"));
  await advance(MINUTE);
  expect(channel.sent).toEqual([]);
  expect(await slots()).toEqual(["11-26T00:10 held clock-leap"]);
  expect(leaps).toMatchObject([{ held: [{ schedule: "daily" }] }]);
  clock.leap(new Date("2026-11-27T00:00:00Z"));
  await advance(HOUR);
  expect(channel.sent).toHaveLength(3);
});

test("after a leap that was a mistake, the days that had not come yet still get their alert", async () => {
  const { advance, mornings, clock, slots } = await station();
  clock.leap(new Date("2027-03-01T03:00:00Z"));
  await advance(MINUTE);
  clock.leap(new Date("2026-11-23T23:25:00Z"));
  await mornings(2);
  expect(await slots()).toEqual([
    "11-24T00:10 fired 1.md",
    "11-25T00:10 fired 2.md",
    "03-01T00:10 held clock-leap",
  ]);
});

test("a clock that runs back fires nothing again", async () => {
  const { advance, clock, channel, slots } = await station();
  await advance(2 * HOUR);
  clock.leap(new Date("2026-11-23T22:00:00Z"));
  await advance(6 * HOUR);
  expect(channel.sent).toHaveLength(3);
  expect(await slots()).toEqual(["11-24T00:10 fired 1.md"]);
});

test("an edited time does not fire a slot already past, also across a restart; a new schedule begins now", async () => {
  const rig = await station();
  await rig.advance(2 * HOUR);
  rig.alerts.schedules = [
    { ...daily, cron: "30 8 * * *" },
    { ...daily, id: "new", cron: "50 8 * * *" },
  ];
  await rig.advance(5 * MINUTE);
  rig.alerts.schedules = [{ ...daily, cron: "40 8 * * *" }];
  await rig.restart(MINUTE);
  expect(rig.channel.sent).toHaveLength(3);
  rig.alerts.schedules = [{ ...daily, cron: "0 10 * * *" }];
  await rig.advance(HOUR);
  expect(rig.channel.sent).toHaveLength(6);
});

test("without an alert or a group the slot is missed and says so", async () => {
  const nobody = { ...daily, id: "nobody", audience: { topics: ["没有"] } };
  const { advance, slots } = await station([nobody, { ...daily, id: "empty", series: "empty" }]);
  await advance(2 * HOUR);
  expect(await slots()).toEqual(["11-24T00:10 missed no-group", "11-24T00:10 missed no-alert"]);
});

test("a schedule of seconds fires each slot once", async () => {
  const { advance, slots, channel } = await station([{ ...daily, cron: "*/5 * * * * *" }]);
  await advance(30 * SECOND);
  expect((await slots()).every((s) => s.includes("fired"))).toBe(true);
  expect(await slots()).toHaveLength(6);
  expect(channel.sent).toHaveLength(18);
});

test("a stored delivery ends with its alert, or after half a day", async () => {
  const expires = "2026-11-24T05:00:00.000Z";
  const rig = await station(
    [daily, { ...daily, id: "b", series: "b" }],
    [file("1.md"), file("2.md", "b", { expires })],
  );
  rig.channel.set({ online: false });
  await rig.advance(2 * HOUR);
  const expiry = async (slot: string) =>
    (await rig.store.deliveries.ofSlot(`${slot}@2026-11-24T08:10:00`))[0]?.expires;
  expect(await expiry("daily")).toBe("2026-11-24T12:10:00.000Z");
  expect(await expiry("b")).toBe(expires);
});
