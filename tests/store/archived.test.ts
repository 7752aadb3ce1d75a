import { expect, it } from "vitest";
import type { Slot } from "../../src/domain/alerts.ts";
import type { Delivery } from "../../src/domain/deliveries.ts";
import { newId } from "../../src/lib/ids.ts";
import { diskFiles, type Files } from "../../src/store/lowdb/disk/files.ts";
import { gate } from "./faulty-disk.ts";
import { openReal, temporaryFolder } from "./folder.ts";

/** Rows that have left memory, and what happens to them there. */

const clock = { now: () => new Date("2026-11-23T00:00:00Z"), after: () => () => {} };
const report = "01M85AKZ12XB2ZCS26AB6YP910";
const row = (i: number, more: Partial<Delivery> = {}): Delivery => ({
  id: `01JCJ000000000000000000${String(i).padStart(3, "0")}`,
  kind: "answer",
  to: { person: "p" },
  text: "已看",
  state: "sent",
  attempts: 1,
  createdAt: "2024-11-13T00:00:00.000Z",
  report,
  ...more,
});

it("are found while a checkpoint replaces the file that they are read from", async () => {
  const dir = await temporaryFolder();
  let [begun, go] = [() => {}, () => {}];
  const reading = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const gate = new Promise<void>((resolve) => {
    go = resolve;
  });
  let slow = false;
  const files: Files = {
    ...diskFiles,
    async read(path) {
      if (slow && path.includes("/archive/")) {
        slow = false;
        begun();
        await gate;
      }
      return diskFiles.read(path);
    },
  };
  const store = await openReal(dir, { files, clock });
  await store.tx(async (t) => {
    t.deliveries.put(row(1));
    t.deliveries.put(row(2, { state: "unknown" }));
  });
  await store.checkpoint();
  await store.tx(async (t) => t.deliveries.put(row(2)));
  slow = true;
  const asked = store.deliveries.get(row(1).id);
  await reading;
  await store.checkpoint();
  go();
  expect(await asked).toEqual(row(1));
  await store.close();
});

it("of an erased report are gone at once, and what is put with the erasure stays", async () => {
  const store = await openReal(await temporaryFolder(), { clock });
  await store.tx(async (t) => t.deliveries.put(row(1, { slot: "s@2024-11-13T00:00:00.000Z" })));
  await store.checkpoint();
  const within = await store.tx(async (t) => {
    await t.reports.erase(report);
    t.deliveries.put(row(2, { text: "您的反映已删除" }));
    return [await t.deliveries.get(row(1).id), await t.deliveries.ofSlot("s@2024-11-13T00:00:00.000Z")];
  });
  expect(within).toEqual([undefined, []]);
  expect(await store.deliveries.get(row(1).id)).toBeUndefined();
  await store.checkpoint();
  expect(await store.deliveries.get(row(1).id)).toBeUndefined();
  expect(await store.deliveries.get(row(2).id)).toMatchObject({ text: "您的反映已删除" });
  await store.close();
});

it("audit entries are found though the id was made while the clock was a month ahead", async () => {
  const store = await openReal(await temporaryFolder(), { clock });
  const subject = { kind: "report", id: newId(new Date("2027-01-05T00:00:00Z")) } as const;
  const at = "2026-11-23T00:00:00.000Z";
  await store.tx(async (t) => t.audit.append({ at, actor: { system: "test" }, action: "tested", subject }));
  await store.checkpoint();
  expect(await store.audit.of(subject, 9)).toHaveLength(1);
  await store.close();
});

it("the last id there is has no month, and is not found", async () => {
  const store = await openReal(await temporaryFolder(), { clock });
  expect(await store.reports.get("7ZZZZZZZZZZZZZZZZZZZZZZZZZ")).toBeUndefined();
  await store.close();
});

it.each([
  ["east", "daily@2024-12-01T00:10:00", "2024-11-30T16:10:00.000Z", "2024-11-30T16:00:00.000Z"],
  ["west", "daily@2024-11-30T20:10:00", "2024-12-01T01:10:00.000Z", "2024-12-01T00:00:00.000Z"],
])(
  "slots of a station in the %s, where the month begins at another time, are found with their deliveries",
  async (_, key, due, since) => {
    const store = await openReal(await temporaryFolder(), { clock });
    const slot: Slot = { key, schedule: "daily", series: "daily", due, at: due, state: "fired" };
    const sent = { ...row(1, { slot: key }), id: newId(new Date(due)) };
    await store.tx(async (t) => {
      t.slots.put(slot);
      // The latest one that fired stays in memory.
      t.slots.put({ ...slot, key: "daily@2025-01-01T00:10:00", due: "2024-12-31T16:10:00.000Z" });
      t.deliveries.put(sent);
    });
    await store.checkpoint();
    expect(await store.slots.get(key)).toEqual(slot);
    expect((await store.slots.since(since)).map((one) => one.key)).toContain(key);
    expect(await store.deliveries.ofSlot(key)).toEqual([sent]);
    await store.close();
  },
);

it("slots that a checkpoint archives while they are asked for are among the answer", async () => {
  const dir = await temporaryFolder();
  const [started, reading] = [gate(), gate()];
  let slow = false;
  const files: Files = {
    ...diskFiles,
    async read(path) {
      const bytes = await diskFiles.read(path);
      if (slow && path.includes("/archive/")) {
        started.open();
        await reading.opened;
      }
      return bytes;
    },
  };
  let now = new Date("2026-11-24T00:00:00Z");
  const store = await openReal(dir, { files, clock: { now: () => now, after: () => () => {} } });
  const days = ["2026-08-01", "2026-09-01", "2026-10-01", "2026-11-20"];
  await store.tx(async (t) => {
    for (const day of days) {
      const due = `${day}T00:00:00.000Z`;
      const slot: Slot = {
        key: `daily@${due}`,
        schedule: "daily",
        series: "daily",
        due,
        state: "missed",
        reason: "too-late",
        at: due,
      };
      t.slots.put(slot);
    }
  });
  await store.checkpoint();
  now = new Date("2027-01-20T00:00:00Z");
  slow = true;
  const asked = store.slots.since("2026-01");
  await started.opened;
  slow = false;
  await store.checkpoint();
  reading.open();
  expect(await asked).toHaveLength(days.length);
  await store.close();
});
