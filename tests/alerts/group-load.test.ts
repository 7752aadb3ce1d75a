import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { addresseesOf } from "../../src/alerts/addressees.ts";
import { isApart, unwanted } from "../../src/domain/group-load.ts";
import { daily } from "../support/daily-alerts.ts";
import { aGroup } from "../support/outbox-rig.ts";
import { startChat } from "../support/start-chat.ts";

const HOUR = 60 * 60_000;
const written = { severity: "Minor", msgType: "Alert", series: "written" } as const;
const routine = { ...written, series: "daily" } as const;

test("a group bears one routine alert a day and two in all; corrections, 寻人 and Extreme apart", () => {
  const group = aGroup("1");
  expect(unwanted(group, routine, { routine: 0, all: 0 })).toBeUndefined();
  expect(unwanted(group, routine, { routine: 1, all: 1 })).toBe("day-routine");
  expect(unwanted(group, written, { routine: 1, all: 1 })).toBeUndefined();
  expect(unwanted(group, written, { routine: 1, all: 2 })).toBe("day-full");
  expect(unwanted(group, { ...written, severity: "Severe" }, { routine: 0, all: 2 })).toBe("day-full");
  for (const apart of [
    { ...written, severity: "Extreme" as const },
    { ...written, msgType: "Update" as const },
    { ...written, msgType: "Cancel" as const },
    { ...written, template: { name: "寻人", values: {} } },
  ]) {
    expect(isApart(apart)).toBe(true);
    expect(unwanted({ ...group, onlyUrgent: true }, apart, { routine: 1, all: 9 })).toBeUndefined();
  }
});

test("a group that wants only what is urgent gets Severe and not what is Minor or Moderate", () => {
  const group = aGroup("1", { onlyUrgent: true });
  const free = { routine: 0, all: 0 };
  expect(unwanted(group, { ...written, severity: "Severe" }, free)).toBeUndefined();
  for (const severity of ["Minor", "Moderate", "Unknown"] as const)
    expect(unwanted(group, { ...written, severity }, free)).toBe("only-urgent");
});

/** Two schedules on one morning, to groups of two kinds. */
async function twoSchedules() {
  const alerts = await daily();
  await mkdir(join(alerts, "hotel"));
  await writeFile(join(alerts, "hotel", "1.md"), "---\ntitle: 旅馆\n---\n登记要齐\n{station}\n");
  await writeFile(
    join(alerts, "schedule.yaml"),
    [
      "- { id: daily, series: daily, cron: 10 8 * * * }",
      "- { id: hotel, series: hotel, cron: 0 8 * * *, audience: { members: [hotel] } }",
    ].join("\n"),
  );
  return startChat({
    officers: ["李"],
    groups: ["居民群", { name: "旅馆群", members: "hotel" }],
    config: { alerts },
    at: new Date("2026-11-23T23:50:00Z"),
  });
}

test("the second routine alert of a day is not sent to a group, and the ledger says so", async () => {
  const chat = await twoSchedules();
  await chat.advance(HOUR);
  expect(chat.said("居民群")).toHaveLength(1);
  expect(chat.said("旅馆群")).toEqual([expect.stringContaining("旅馆")]);
  const rows = await chat.store.deliveries.ofSlot("daily@2026-11-24T08:10:00");
  expect(rows.map(({ state, refusal }) => [state, refusal]).sort()).toEqual([
    ["not-wanted", "day-routine"],
    ["sent", undefined],
  ]);
  expect((await chat.officer("李").dm("/提示"))[0]).toMatch(/不收1/);
  // The next day is a new one.
  const now = new Date(chat.clock.now().getTime() + 24 * HOUR);
  const where = { channels: new Map([["test", chat.channel]]), timezone: "Asia/Shanghai", now };
  expect((await addresseesOf(chat.store, routine, where)).notWanted).toEqual([]);
});

test("before it is sent, an alert's groups are counted by what becomes of it there", async () => {
  const chat = await twoSchedules();
  await chat.advance(HOUR);
  await chat.store.tx(async (t) => {
    for (const group of await t.groups.all())
      if (group.name === "居民群") t.groups.put({ ...group, onlyUrgent: true });
  });
  const where = {
    channels: new Map([["test", chat.channel]]),
    timezone: "Asia/Shanghai",
    now: chat.clock.now(),
  };
  const names = (groups: readonly { name?: string }[]) => groups.map(({ name }) => name);
  const minor = await addresseesOf(chat.store, written, where);
  expect([names(minor.sent), minor.notWanted.map(({ group, why }) => [group.name, why])]).toEqual([
    ["旅馆群"],
    [["居民群", "only-urgent"]],
  ]);
  const extreme = await addresseesOf(chat.store, { ...written, severity: "Extreme" }, where);
  expect(names(extreme.sent).sort()).toEqual(["居民群", "旅馆群"].sort());
  const hotel = { ...written, audience: { members: ["hotel" as const] } };
  expect(names((await addresseesOf(chat.store, hotel, where)).sent)).toEqual(["旅馆群"]);
});
