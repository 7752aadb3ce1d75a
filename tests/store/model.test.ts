import fc from "fast-check";
import { encodeTime } from "ulid";
import { expect, test } from "vitest";
import {
  categories,
  closedStatuses,
  openStatuses,
  type Report,
  type ReportEntry,
  wordsOf,
} from "../../src/domain/reports.ts";
import { openStore } from "../../src/store/lowdb/lowdb-store.ts";
import type { Reads, ReportFilter } from "../../src/store/store.ts";
import { createRandom, createSimDisk } from "../crash/sim-disk.ts";
import { key, quiet } from "./folder.ts";

const statuses = [...openStatuses, ...closedStatuses];
const offices = ["体育场警务室", "新程街社区警务室"];
const people = ["p0", "p1", "p2"];
/** When the report of each place came in: seven months, more than stay in memory with their history. */
const instants = [4, 5, 6, 7, 8, 9, 10].flatMap((month) => [1, 15].map((day) => Date.UTC(2026, month, day)));
const place = fc.nat(instants.length - 1);

/** A report that is put anew, or over the one that stands in its place. */
const put = fc.record({
  kind: fc.constant("put" as const),
  place,
  category: fc.constantFrom(...categories),
  status: fc.constantFrom(...statuses),
  office: fc.option(fc.constantFrom(...offices)),
  reporter: fc.constantFrom(...people),
  text: fc.constantFrom("路灯坏了", "电动车被偷", "电瓶车乱停", "楼上噪声"),
  /** In place of the last thing said. */
  amends: fc.boolean(),
});
const erase = fc.record({ kind: fc.constant("erase" as const), place });
const filter = fc.record(
  {
    statuses: fc.subarray(statuses, { minLength: 1 }),
    categories: fc.subarray([...categories], { minLength: 1 }),
    office: fc.option(fc.constantFrom(...offices)),
    reporter: fc.constantFrom(...people),
    from: fc.constantFrom(...instants.map(iso)),
    terms: fc.constantFrom(["路灯"], ["电动车"], ["噪音"], ["电瓶"]),
  },
  { requiredKeys: [] },
);
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("tx" as const),
      changes: fc.array(fc.oneof({ weight: 4, arbitrary: put }, erase), { minLength: 1, maxLength: 5 }),
      asks: filter,
      fails: fc.integer({ min: 0, max: 4 }).map((n) => n === 0),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom("checkpoint" as const, "reopen" as const) }) },
);

/** By place. */
type Model = Map<number, { report: Report; entries: readonly ReportEntry[] }>;
type Put = typeof put extends fc.Arbitrary<infer T> ? T : never;

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

function reportOf({ place, category, status, office, reporter }: Put): Report {
  const at = iso(instants[place] as number);
  return {
    id: encodeTime(Date.parse(at)) + String(place).padStart(16, "0"),
    number: `R26${at.slice(5, 7)}-${String(place + 1).padStart(4, "0")}`,
    category,
    status,
    priority: "normal",
    reporter,
    ...(office === null ? {} : { office }),
    attachments: [],
    receivedAt: at,
    updatedAt: at,
    lastSaidAt: at,
  };
}

/** One more thing said; a text that is put again in its place amends it. */
function saidOf(report: Report, text: string, nth: number): ReportEntry {
  const { id, receivedAt: at } = report;
  return {
    id: `${id.slice(0, 20)}${String(nth).padStart(6, "0")}`,
    report: id,
    at,
    by: "resident",
    kind: "said",
    text,
  };
}

/** What the words of a term may be in a text. */
const meant: Record<string, RegExp> = {
  路灯: /路灯/,
  电动车: /电动车|电瓶车/,
  噪音: /噪音|噪声/,
  电瓶: /电瓶/,
};

function fits(
  { report, entries }: { report: Report; entries: readonly ReportEntry[] },
  filter: ReportFilter,
): boolean {
  const text = entries.map(wordsOf).join("\n");
  return (
    (!filter.statuses || filter.statuses.includes(report.status)) &&
    (!filter.categories || filter.categories.includes(report.category)) &&
    (filter.office === undefined || (report.office ?? null) === filter.office) &&
    (!filter.reporter || report.reporter === filter.reporter) &&
    (!filter.from || report.receivedAt >= filter.from) &&
    (filter.terms ?? []).every((term) => meant[term]?.test(text))
  );
}

async function check(reads: Reads, model: Model, filter: ReportFilter): Promise<void> {
  const all = [...model.values()].sort((a, b) => (a.report.receivedAt < b.report.receivedAt ? 1 : -1));
  const wanted = all.filter((one) => fits(one, filter)).map(({ report }) => report);
  expect(await reads.reports.find(filter, { limit: 99 })).toEqual({ reports: wanted, total: wanted.length });
  expect((await reads.reports.find(filter, { limit: 2, offset: 1 })).reports).toEqual(wanted.slice(1, 3));
  const page = { limit: 2, offset: 1, oldestFirst: true };
  expect((await reads.reports.find(filter, page)).reports).toEqual(wanted.toReversed().slice(1, 3));
  expect(await reads.reports.newest(filter, 2)).toEqual(wanted.slice(0, 2));
  const tally = await reads.reports.tally(filter);
  expect(tally.reduce((sum, { count }) => sum + count, 0)).toBe(wanted.length);
  for (const { category, status, count } of tally) {
    const same = wanted.filter((report) => report.category === category && report.status === status);
    expect(count).toBe(same.length);
  }
  for (const { report, entries } of all) {
    expect(await reads.reports.get(report.id)).toEqual(report);
    expect(await reads.reports.entries(report.id)).toEqual(entries);
    expect(await reads.reports.firstSaid(report.id)).toEqual(entries[0]);
    expect(await reads.reports.byNumber(report.number)).toEqual(report);
  }
}

test("whatever is put, erased, refused, checkpointed and opened again, reports are found as a plain list would have them", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 12, maxLength: 24, size: "max" }),
      filter,
      async (steps, asked) => {
        const { files } = createSimDisk(createRandom(1));
        const hold = async () => ({ release: async () => {} });
        const open = () => openStore({ dir: "/data", key, stamp: "real", logger: quiet, files, hold });
        let store = await open();
        let model: Model = new Map();
        for (const step of steps) {
          if (step.kind === "checkpoint") await store.checkpoint();
          if (step.kind === "reopen") {
            await store.close({ checkpoint: false });
            store = await open();
          }
          if (step.kind === "tx") {
            const { changes, asks, fails } = step;
            const next = new Map(model);
            const done = store.tx(async (t) => {
              for (const change of changes) {
                const before = next.get(change.place);
                if (change.kind === "put") {
                  const report = reportOf(change);
                  const entries = before?.entries ?? [];
                  t.reports.put(report);
                  const last = entries.at(-1);
                  if (change.amends && last) {
                    const amended = { ...last, text: change.text } as ReportEntry;
                    await t.reports.amend(amended);
                    next.set(change.place, { report, entries: [...entries.slice(0, -1), amended] });
                  } else {
                    const said = saidOf(report, change.text, entries.length);
                    t.reports.append(said);
                    next.set(change.place, { report, entries: [...entries, said] });
                  }
                } else if (before) {
                  await t.reports.erase(before.report.id);
                  next.delete(change.place);
                }
              }
              await check(t, next, asks);
              if (fails) throw new Error("refused");
            });
            if (fails) await expect(done).rejects.toThrow("refused");
            else await done.then(() => (model = next));
          }
          await check(store, model, asked);
        }
        await store.close();
        store = await open();
        await check(store, model, asked);
        await store.close({ checkpoint: false });
      },
    ),
    { numRuns: 40 },
  );
});
