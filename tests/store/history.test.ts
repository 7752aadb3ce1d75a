import fc from "fast-check";
import { encodeTime } from "ulid";
import { expect, it, test } from "vitest";
import type { Report, ReportEntry } from "../../src/domain/reports.ts";
import { diskFiles, type Files } from "../../src/store/lowdb/disk/files.ts";
import { createHistory, entryKey, type History } from "../../src/store/lowdb/reports/history.ts";
import { openReal, temporaryFolder } from "./folder.ts";

const at = (month: number) => new Date(Date.UTC(2026, month, 3)).toISOString();
/** One report a month: more months than stay in memory. */
const months = [0, 1, 2, 3, 4, 5, 6];
const reportIn = (month: number) => encodeTime(Date.parse(at(month))) + "0".repeat(16);

function entryOf(month: number, nth: number, text: string): ReportEntry {
  const id = encodeTime(Date.parse(at(month))) + String(nth).padStart(16, "0");
  return { id, report: reportIn(month), at: at(month), by: "resident", kind: "said", text };
}

function reportOf(month: number): Report {
  return {
    id: reportIn(month),
    number: `R26${at(month).slice(5, 7)}-0001`,
    category: "help",
    status: "received",
    priority: "normal",
    reporter: "p",
    attachments: [],
    receivedAt: at(month),
    updatedAt: at(month),
    lastSaidAt: at(month),
  };
}

const month = fc.constantFrom(...months);
const step = fc.oneof(
  fc.record({ do: fc.constant("append" as const), month }),
  fc.record({ do: fc.constant("amend" as const), month, text: fc.string() }),
  fc.record({ do: fc.constant("erase" as const), month }),
  fc.record({ do: fc.constant("read" as const), month }),
  fc.record({ do: fc.constant("undone" as const), month }),
  fc.record({
    do: fc.constant("checkpoint" as const),
    /** What is said and read while the shards are written. */
    during: fc.array(month, { maxLength: 3 }),
    fails: fc.boolean(),
  }),
);

/** The checkpoint's part: shards by month, replaced when all are written. */
async function checkpoint(
  history: History,
  shards: Map<string, ReportEntry[]>,
  during: () => Promise<void>,
  fails: boolean,
) {
  await history.loadChanged();
  const cut = [...history.dirty].map((shard) => ({ shard, snapshot: history.snapshot(shard) }));
  history.dirty.clear();
  await during();
  if (fails) for (const { shard } of cut) history.dirty.add(shard);
  else for (const { shard, snapshot } of cut) shards.set(shard, [...snapshot.rows()]);
  for (const { snapshot } of cut) snapshot.release();
  history.trim();
}

test("whatever is said, amended, erased, undone and checkpointed, a history reads as if it were all in memory", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 60 }), async (steps) => {
      const shards = new Map<string, ReportEntry[]>();
      const history = createHistory(
        async (name) => shards.get(name) ?? [],
        () => {},
      );
      const model = new Map<number, ReportEntry[]>();
      let nth = 0;
      const append = (month: number) => {
        const entry = entryOf(month, nth++, `第${nth}句`);
        history.set(entryKey(entry), entry);
        model.set(month, [...(model.get(month) ?? []), entry]);
        return entry;
      };
      const check = async (month: number) => {
        const found = await history.withReport(reportIn(month), () => history.by("report", reportIn(month)));
        expect(found.sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual(model.get(month) ?? []);
      };
      for (const one of steps) {
        if (one.do === "append") append(one.month);
        if (one.do === "undone") {
          const before = model.get(one.month) ?? [];
          history.set(entryKey(append(one.month)), undefined);
          model.set(one.month, before);
        }
        if (one.do === "amend") {
          const [first, ...rest] = model.get(one.month) ?? [];
          if (!first) continue;
          const amended = { ...first, text: one.text } as ReportEntry;
          await history.load(first.report);
          history.set(entryKey(first), amended);
          model.set(one.month, [amended, ...rest]);
        }
        if (one.do === "erase") {
          await history.load(reportIn(one.month));
          for (const entry of history.by("report", reportIn(one.month)))
            history.set(entryKey(entry), undefined);
          model.delete(one.month);
        }
        if (one.do === "read") await check(one.month);
        if (one.do === "checkpoint") {
          const during = async () => {
            for (const month of one.during) {
              append(month);
              await check(month);
            }
          };
          await checkpoint(history, shards, during, one.fails);
        }
      }
      for (const month of months) await check(month);
    }),
    { numRuns: 200 },
  );
});

test("few months stay in memory once they are in their shards", async () => {
  const shards = new Map<string, ReportEntry[]>();
  const history = createHistory(
    async (name) => shards.get(name) ?? [],
    () => {},
  );
  for (const month of months) {
    const entry = entryOf(month, 0, "话");
    history.set(entryKey(entry), entry);
  }
  expect([...history.rows()]).toHaveLength(7);
  await checkpoint(history, shards, async () => {}, false);
  expect([...history.rows()]).toHaveLength(4);
  await history.withReport(reportIn(0), () => {});
  history.trim();
  expect([...history.rows()].map(({ report }) => report)).toContain(reportIn(0));
  expect([...history.rows()]).toHaveLength(4);
  expect(history.dirty.size).toBe(0);
});

/** A store with a report in each month, of which the older ones' histories are in their shards alone. */
async function filledStore(files: Files) {
  const store = await openReal(await temporaryFolder(), { files });
  for (const month of months) {
    await store.tx(async (t) => {
      t.reports.put(reportOf(month));
      t.reports.append(entryOf(month, 0, `纸箱${month}`));
    });
  }
  await store.checkpoint();
  return store;
}

it("is read again where its shard could not be read for a moment", async () => {
  let isBad = false;
  const files: Files = {
    ...diskFiles,
    async read(path) {
      if (isBad && path.includes("entries-2026-01")) throw Object.assign(new Error("EIO"), { code: "EIO" });
      return diskFiles.read(path);
    },
  };
  const store = await filledStore(files);
  isBad = true;
  await expect(store.reports.entries(reportIn(0))).rejects.toThrow("EIO");
  isBad = false;
  expect(await store.reports.entries(reportIn(0))).toEqual([entryOf(0, 0, "纸箱0")]);
  await store.close();
});

it("is read whole while a checkpoint replaces its shard", async () => {
  let [begun, go] = [() => {}, () => {}];
  const reading = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const gate = new Promise<void>((resolve) => {
    go = resolve;
  });
  let isSlow = false;
  const files: Files = {
    ...diskFiles,
    async read(path) {
      if (isSlow && path.includes("entries-2026-01")) {
        isSlow = false;
        begun();
        await gate;
      }
      return diskFiles.read(path);
    },
  };
  const store = await filledStore(files);
  const more = entryOf(0, 1, "又堆满了");
  await store.tx(async (t) => t.reports.append(more));
  isSlow = true;
  const asked = store.reports.entries(reportIn(0));
  await reading;
  const done = store.checkpoint();
  go();
  expect(await asked).toEqual([entryOf(0, 0, "纸箱0"), more]);
  await done;
  expect(await store.reports.entries(reportIn(0))).toEqual([entryOf(0, 0, "纸箱0"), more]);
  expect((await store.reports.find({ terms: ["又堆"] }, { limit: 9 })).reports).toEqual([reportOf(0)]);
  await store.close();
});

it("an old month's is whole again after its report was added to and the process ended without a checkpoint", async () => {
  const dir = await temporaryFolder();
  const first = await openReal(dir);
  for (const month of months) {
    await first.tx(async (t) => {
      t.reports.put(reportOf(month));
      t.reports.append(entryOf(month, 0, `纸箱${month}`));
      t.reports.append(entryOf(month, 1, `路灯${month}`));
    });
  }
  await first.close();
  const second = await openReal(dir);
  await second.tx(async (t) => {
    t.reports.append(entryOf(0, 2, "又堆满了"));
    await t.reports.amend(entryOf(1, 0, "（已隐去）"));
    await t.reports.erase(reportIn(2));
  });
  await second.close({ checkpoint: false });
  for (const checkpoint of [true, false]) {
    const store = await openReal(dir);
    expect(await store.reports.entries(reportIn(0))).toEqual([
      entryOf(0, 0, "纸箱0"),
      entryOf(0, 1, "路灯0"),
      entryOf(0, 2, "又堆满了"),
    ]);
    expect(await store.reports.entries(reportIn(1))).toEqual([
      entryOf(1, 0, "（已隐去）"),
      entryOf(1, 1, "路灯1"),
    ]);
    expect(await store.reports.entries(reportIn(2))).toEqual([]);
    for (const [term, total] of [
      ["又堆", 1],
      ["纸箱1", 0],
      ["路灯2", 0],
      ["路灯", 6],
    ] as const)
      expect((await store.reports.find({ terms: [term] }, { limit: 9 })).total, term).toBe(total);
    await store.close({ checkpoint });
  }
});
