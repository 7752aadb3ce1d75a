import fc from "fast-check";
import { expect, test } from "vitest";
import type { Alerts } from "../../src/alerts/alert-files.ts";
import { clockTicks } from "../../src/alerts/clock-ticks.ts";
import { createScheduler } from "../../src/alerts/scheduler.ts";
import type { Schedule } from "../../src/domain/alerts.ts";
import type { AlertFile } from "../../src/domain/rotation.ts";
import { createOutbox } from "../../src/outbox/outbox.ts";
import { outboxRig, silent } from "../support/outbox-rig.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const step = fc.oneof(
  fc.record({ kind: fc.constant("pass" as const), ms: fc.integer({ min: 1, max: 45 * MINUTE }) }),
  fc.record({ kind: fc.constant("leap" as const), ms: fc.integer({ min: -60 * HOUR, max: 60 * HOUR }) }),
  fc.record({ kind: fc.constant("restart" as const), ms: fc.integer({ min: 0, max: 5 * HOUR }) }),
  fc.record({ kind: fc.constant("edit" as const), minute: fc.integer({ min: 0, max: 59 }) }),
);

test("whatever the clock, the operator and the power do, no slot reaches a group twice", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      const rig = await outboxRig();
      const schedule: Schedule = { id: "hourly", series: "s", cron: "20 * * * *", when: "any" };
      const alerts = { ...empty, schedules: [schedule], series: new Map([["s", [file(1), file(2)]]]) };
      let outbox = rig.outbox;
      const open = () =>
        createScheduler({
          ...rig.deps,
          logger: silent,
          load: async () => alerts,
          ticks: clockTicks(rig.clock),
          station: "光明路派出所",
          catchUpMs: 2 * HOUR,
        });
      let scheduler = open();
      await scheduler.start();
      const idle = async () => {
        await scheduler.idle();
        await outbox.idle();
      };
      for (const change of steps) {
        if (change.kind === "pass") await rig.clock.advance(change.ms, idle);
        else if (change.kind === "leap") rig.clock.leap(new Date(rig.clock.now().getTime() + change.ms));
        else if (change.kind === "edit")
          alerts.schedules = [{ ...schedule, cron: `${change.minute} * * * *` }];
        else {
          await scheduler.stop();
          await outbox.stop();
          rig.clock.leap(new Date(rig.clock.now().getTime() + change.ms));
          outbox = createOutbox(rig.deps);
          await outbox.start();
          scheduler = open();
          await scheduler.start();
          await idle();
        }
      }
      await rig.clock.advance(HOUR, idle);
      await scheduler.stop();

      const slots = await rig.store.slots.since("2026");
      const rows = (await Promise.all(slots.map(({ key }) => rig.store.deliveries.ofSlot(key)))).flat();
      const targets = rows.map((row) => `${row.slot} ${JSON.stringify(row.to)}`);
      expect(new Set(targets).size).toBe(targets.length);
      expect(rig.channel.sent).toHaveLength(rows.filter(({ state }) => state === "sent").length);
      for (const slot of slots.filter(({ state }) => state !== "fired")) {
        expect(rows.filter((row) => row.slot === slot.key)).toEqual([]);
      }
      for (const { due, at } of slots.filter(({ state }) => state === "fired")) {
        expect(Date.parse(at) - Date.parse(due)).toBeLessThanOrEqual(2 * HOUR);
      }
    }),
    { numRuns: 15 },
  );
}, 60_000);

test.each([
  ["Europe/Berlin", "30 2 * * *", "2026-10-25T01:00:00Z"],
  ["Europe/Berlin", "30 2 * * *", "2027-03-28T01:00:00Z"],
  ["America/New_York", "0 1 * * *", "2026-11-01T06:00:00Z"],
  ["America/New_York", "59 2 * * *", "2027-03-14T07:00:00Z"],
])(
  "where the clocks of %s change, %s fires once that night, whenever the process is started again",
  async (timezone, cron, change) => {
    const nap = fc.record({ pass: fc.integer({ min: 1, max: 90 }), away: fc.integer({ min: 0, max: 50 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(nap, { maxLength: 8 }), async (naps) => {
        const rig = await outboxRig();
        rig.clock.leap(new Date(Date.parse(change) - 4 * HOUR));
        const schedule: Schedule = { id: "nightly", series: "s", cron, when: "any" };
        const alerts = { ...empty, schedules: [schedule], series: new Map([["s", [file(1), file(2)]]]) };
        const open = () =>
          createScheduler({
            ...rig.deps,
            timezone,
            load: async () => alerts,
            ticks: clockTicks(rig.clock),
            station: "光明路派出所",
            catchUpMs: 2 * HOUR,
          });
        let scheduler = open();
        await scheduler.start();
        const idle = async () => {
          await scheduler.idle();
          await rig.outbox.idle();
        };
        for (const { pass, away } of naps) {
          await rig.clock.advance(pass * MINUTE, idle);
          await scheduler.stop();
          rig.clock.leap(new Date(rig.clock.now().getTime() + away * MINUTE));
          scheduler = open();
          await scheduler.start();
        }
        const left = Date.parse(change) + 8 * HOUR - rig.clock.now().getTime();
        await rig.clock.advance(Math.max(left, 0), idle);
        await scheduler.stop();
        const slots = await rig.store.slots.since("2026");
        const night = slots.filter(({ key }) => key.startsWith(`nightly@${change.slice(0, 10)}`));
        expect(night.map(({ state }) => state)).toEqual(["fired"]);
        expect(rig.channel.sent.filter(({ to }) => to.id === "1")).toHaveLength(slots.length);
      }),
      { numRuns: 12 },
    );
  },
  60_000,
);

test("a slot that has a row by the key of before 2026-12 does not fire again", async () => {
  const rig = await outboxRig();
  const due = "2026-11-24T00:10:00.000Z";
  const slot = { schedule: "daily", series: "s", due, at: due, state: "fired" } as const;
  await rig.store.tx(async (t) => t.slots.put({ ...slot, key: `daily@${due}` }));
  rig.clock.leap(new Date("2026-11-24T00:00:00Z"));
  const schedule: Schedule = { id: "daily", series: "s", cron: "10,11 8 * * *", when: "any" };
  const scheduler = createScheduler({
    ...rig.deps,
    load: async () => ({ ...empty, schedules: [schedule], series: new Map([["s", [file(1)]]]) }),
    ticks: clockTicks(rig.clock),
    station: "光明路派出所",
    catchUpMs: 2 * HOUR,
  });
  await scheduler.start();
  await rig.clock.advance(30 * MINUTE, scheduler.idle);
  await scheduler.stop();
  expect((await rig.store.slots.since(due)).map(({ key }) => key)).toEqual([
    `daily@${due}`,
    "daily@2026-11-24T08:11:00",
  ]);
});

const empty: Pick<Alerts, "calendar" | "faults"> = {
  calendar: { holidays: new Set(), workdays: new Set() },
  faults: [],
};

function file(n: number): AlertFile {
  return {
    id: `s/${n}.md`,
    series: "s",
    file: `${n}.md`,
    title: `${n}`,
    category: "Safety",
    severity: "Minor",
    urgency: "Future",
    certainty: "Possible",
    msgType: "Alert",
    text: `【${n}】`,
  };
}
