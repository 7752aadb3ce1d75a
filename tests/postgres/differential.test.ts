import fc from "fast-check";
import { encodeTime } from "ulid";
import { expect, test } from "vitest";
import { categories, closedStatuses, openStatuses, type Report } from "../../src/domain/reports.ts";
import type { Reads, ReportFilter, Store, Tx } from "../../src/store/store.ts";
import { createMemoryStore } from "../support/memory-store.ts";
import { newSchema, openTestStore } from "./stores.ts";

const statuses = [...openStatuses, ...closedStatuses];
const offices = ["体育场警务室", "新程街社区警务室"];
const people = ["p0", "p1", "p2"];
const places = 12;
const instant = (place: number) => new Date(Date.UTC(2026, 4 + (place % 7), 1, 0, place >> 1)).toISOString();

/** Words that are one for the search, parts of them, and what spellings and encodings do to texts. */
const bits = ["电动车", "电瓶车", "车", "电", "摩托", "摩托车", "噪声", "噪音", "ＡＴＭ", "atm", "３", "3号"];
const odd = [
  "路灯",
  "坏了",
  "😀",
  "\ud83d",
  "\0",
  "\uffff",
  "\ue000",
  "\n",
  " ",
  "%",
  "_",
  "'",
  "\\",
  "ß",
  "ﬁ",
  "臺",
];
const words = fc
  .array(fc.constantFrom(...bits, ...odd), { minLength: 1, maxLength: 5 })
  .map((all) => all.join(""));

const place = fc.nat(places - 1);
const change = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("put" as const),
      place,
      words,
      amends: fc.boolean(),
      fields: fc.record(
        {
          category: fc.constantFrom(...categories),
          status: fc.constantFrom(...statuses),
          reporter: fc.constantFrom(...people),
          priority: fc.constantFrom("normal" as const, "urgent" as const),
          office: fc.constantFrom(...offices),
          assignee: fc.constantFrom("o1", "o2"),
          place: words,
          unread: fc.nat(2),
          sensitive: fc.constant(true as const),
          restricted: fc.constant(true as const),
          meant: fc.subarray(["o1", "o2"]),
          anonymisedAt: fc.constant("2026-11-23T00:00:00.000Z"),
        },
        { requiredKeys: ["category", "status", "reporter", "priority"] },
      ),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("erase" as const), place }) },
);
const one = fc.record(
  {
    office: fc.constantFrom(...offices, null),
    assignee: fc.constantFrom("o1", "o2"),
    priority: fc.constantFrom("normal" as const, "urgent" as const),
  },
  { requiredKeys: [] },
);
const filter: fc.Arbitrary<ReportFilter> = fc
  .tuple(
    fc.record({
      office: fc.constantFrom(...offices, null),
      assignee: fc.constantFrom("o1", "o2"),
      priority: fc.constantFrom("normal" as const, "urgent" as const),
    }),
    fc.record({
      statuses: fc.subarray(statuses),
      categories: fc.subarray([...categories]),
      reporter: fc.constantFrom(...people),
      unread: fc.boolean(),
      anyOf: fc.array(one, { maxLength: 2 }),
      from: place.map(instant),
      before: place.map(instant),
      terms: fc.array(words, { maxLength: 2 }),
      anonymised: fc.constant("too" as const),
      sight: fc.record({
        restricted: fc.constantFrom("all" as const, "danger" as const, "none" as const),
        sensitive: fc.boolean(),
        officer: fc.constantFrom("o1", "o2"),
      }),
    }),
    fc.uniqueArray(fc.nat(12), { minLength: 0, maxLength: 2 }),
  )
  // Two at most: what asks for everything at once finds nothing, in whichever store.
  .map(([a, b, chosen]) => Object.fromEntries(chosen.map((i) => Object.entries({ ...a, ...b })[i] ?? [])))
  .map(({ undefined: _, ...asked }) => asked);
const step = fc.record({
  changes: fc.array(change, { minLength: 4, maxLength: 10 }),
  asks: fc.array(filter, { minLength: 4, maxLength: 8 }),
  fails: fc.integer({ max: 4, min: 0 }).map((n) => n === 0),
});

type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

async function make(t: Tx, change: Change, nth: number): Promise<void> {
  const at = instant(change.place);
  const id = encodeTime(Date.parse(at)) + String(change.place).padStart(16, "0");
  if (change.kind === "erase") return t.reports.erase(id);
  const report: Report = {
    id,
    number: `R2611-${String(change.place).padStart(4, "0")}`,
    attachments: [],
    receivedAt: at,
    updatedAt: at,
    lastSaidAt: at,
    ...change.fields,
  };
  t.reports.put(report);
  const last = (await t.reports.entries(id)).at(-1);
  if (change.amends && last?.kind === "said") await t.reports.amend({ ...last, text: change.words });
  else {
    const entry = `${id.slice(0, 20)}${String(nth).padStart(6, "0")}`;
    t.reports.append({ id: entry, report: id, at, by: "resident", kind: "said", text: change.words });
  }
}

/** All that can be asked of the reports; only the order of a tally is free. */
async function answers(reads: Reads, asks: readonly ReportFilter[]): Promise<unknown> {
  const all: unknown[] = [];
  for (const asked of asks) {
    all.push(await reads.reports.find(asked, { limit: 99 }));
    all.push(await reads.reports.find(asked, { limit: 2, offset: 1, oldestFirst: true }));
    all.push(await reads.reports.newest(asked, 2));
    const tally = await reads.reports.tally(asked);
    all.push(tally.map(({ category, status, count }) => `${category} ${status} ${count}`).sort());
  }
  const { reports } = await reads.reports.find({ anonymised: "too" }, { limit: 99 });
  for (const { id, number } of reports) {
    all.push(await reads.reports.get(id), await reads.reports.byNumber(number));
    all.push(await reads.reports.entries(id), await reads.reports.firstSaid(id));
  }
  return all;
}

test("whatever is put, said, erased, refused and asked, both stores answer the same", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 5 }), async (steps) => {
      const stores: Store[] = [createMemoryStore(), await openTestStore(newSchema(), { rehearse: false })];
      let nth = 0;
      for (const { changes, asks, fails } of steps) {
        const seen: unknown[] = [];
        const first = nth;
        for (const store of stores) {
          nth = first;
          const done = store.tx(async (t) => {
            for (const change of changes) await make(t, change, nth++);
            seen.push(await answers(t, asks));
            if (fails) throw new Error("refused");
          });
          if (fails) await expect(done).rejects.toThrow("refused");
          else await done;
          seen.push(await store.view((reads) => answers(reads, asks)));
        }
        expect(seen.slice(2)).toEqual(seen.slice(0, 2));
      }
      for (const store of stores) await store.close();
    }),
    { numRuns: 25 },
  );
});
