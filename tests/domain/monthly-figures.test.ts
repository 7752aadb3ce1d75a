import fc from "fast-check";
import { expect, test } from "vitest";
import type { PublicRow } from "../../src/domain/disclosure.ts";
import {
  type MonthlyFigures,
  monthlyFigures,
  NO_OFFICE,
  outcomeOf,
  outcomes,
  type PublicOutcome,
  publicCategories,
  timeLines,
} from "../../src/domain/monthly-figures.ts";
import { categoryNames, type Report } from "../../src/domain/reports.ts";

const offices = ["体育场警务室", "新程街社区警务室", "光明桥警务室"];
const now = new Date("2026-12-01T01:00:00Z");
const DAY = 86_400_000;
const HOUR = 3_600_000;

/** What a report must be for its outcome to be this one. */
const statusOf: Record<PublicOutcome, Partial<Report>> = {
  已办结: { status: "resolved" },
  已转交有关单位: { status: "referred" },
  不归派出所管: { status: "rejected" },
  同一件或本人撤回: { status: "withdrawn" },
  暂未办成: { status: "unresolved" },
  等反映人补充情况: { status: "in_progress", clock: { pauses: [{ from: "2026-11-12T00:00:00Z" }] } },
  另约时间在办: { status: "in_progress", clock: { extendedTo: "2026-12-10T00:00:00Z" } },
  民警在办: { status: "accepted" },
  待接手: { status: "received" },
};

interface Drawn {
  readonly category: (typeof publicCategories)[number];
  readonly office: string | undefined;
  readonly outcome: PublicOutcome;
  /** Hours until the first answer; none where nobody has answered. */
  readonly answer: number | undefined;
}

function reportOf({ category, office, outcome, answer }: Drawn, i = 0): Report {
  const receivedAt = new Date(Date.parse("2026-11-10T01:00:00Z") + i).toISOString();
  const status = statusOf[outcome];
  const isClosed = !["received", "accepted", "in_progress"].includes(status.status ?? "");
  // One that nobody answered is closed late, so that how long it took says the same.
  const closedAt = new Date(Date.parse(receivedAt) + 10 * DAY).toISOString();
  return {
    id: `r${i}`,
    number: `R2611-${i}`,
    category,
    status: "received",
    priority: "normal",
    reporter: `p${i}`,
    attachments: [],
    receivedAt,
    updatedAt: receivedAt,
    lastSaidAt: receivedAt,
    ...(office ? { office } : {}),
    ...status,
    ...(isClosed ? { closedAt } : {}),
    ...(answer === undefined
      ? {}
      : { firstReplyAt: new Date(Date.parse(receivedAt) + answer * HOUR).toISOString() }),
  };
}

const publish = (drawn: readonly Drawn[]) => monthlyFigures(drawn.map(reportOf), offices, now);

const drawn: fc.Arbitrary<Drawn> = fc.record({
  category: fc.constantFrom(...publicCategories),
  office: fc.option(fc.constantFrom(...offices), { nil: undefined }),
  outcome: fc.oneof(fc.constantFrom(...outcomes), fc.constant("已办结" as const)),
  answer: fc.option(fc.constantFrom(0.5, 2, 8, 20, 60, 100), { nil: undefined }),
});
const month = fc.oneof(
  fc.array(drawn, { maxLength: 12 }),
  fc.array(drawn, { minLength: 12, maxLength: 60, size: "max" }),
);

/** The three tables, what a report is in each, and how it would be in another cell of it. */
const ways = [
  {
    rows: (figures: MonthlyFigures) => figures.categories,
    names: publicCategories.map((one) => categoryNames[one]),
    nameOf: ({ category }: Drawn) => categoryNames[category],
    moved: (one: Drawn, name: string): Drawn => ({
      ...one,
      category: publicCategories.find((category) => categoryNames[category] === name) ?? one.category,
    }),
  },
  {
    rows: (figures: MonthlyFigures) => figures.offices,
    names: [...offices, NO_OFFICE],
    nameOf: ({ office = NO_OFFICE }: Drawn) => office,
    moved: (one: Drawn, name: string): Drawn => ({ ...one, office: name === NO_OFFICE ? undefined : name }),
  },
  {
    rows: (figures: MonthlyFigures) => figures.outcomes,
    names: [...outcomes],
    nameOf: ({ outcome }: Drawn) => outcome,
    moved: (one: Drawn, name: string): Drawn => ({ ...one, outcome: name as PublicOutcome }),
  },
];

/**
 * Other months that give the very same page, by moving reports between the cells of one row: all of them that put `k` of
 * the row's reports into one cell and the rest into another.
 */
function* others(some: readonly Drawn[], way: (typeof ways)[number], row: PublicRow): Iterable<Drawn[]> {
  const inside = some.flatMap((one, i) => (row.names.includes(way.nameOf(one)) ? [i] : []));
  for (const a of row.names)
    for (const b of row.names) {
      if (a === b) continue;
      for (let k = 0; k <= Math.min(inside.length, 5); k++) {
        const place = new Map(inside.map((i, n) => [i, n < k ? a : b]));
        yield some.map((one, i) => {
          const to = place.get(i);
          return to === undefined ? one : way.moved(one, to);
        });
      }
    }
}

/** Two possible values of a hidden cell, for who knows the rule and all that is published; one, where it is given away. */
function valuesOf(some: readonly Drawn[], way: (typeof ways)[number], row: PublicRow, name: string) {
  const told = JSON.stringify(publish(some));
  const count = (of: readonly Drawn[]) => of.filter((one) => way.nameOf(one) === name).length;
  const values = new Set([count(some)]);
  const more = row.count === "few" ? [some.slice(1), [...some, way.moved(anyone, name)]] : [];
  for (const other of chain(more, others(some, way, row))) {
    if (JSON.stringify(publish(other)) === told) values.add(count(other));
    if (values.size > 1) break;
  }
  return values;
}

function* chain<T>(...lists: Iterable<T>[]): Iterable<T> {
  for (const list of lists) yield* list;
}

const anyone: Drawn = { category: "tip", office: offices[1], outcome: "待接手", answer: undefined };

const isTold = ({ names, count }: PublicRow) => names.length === 1 && count !== "few";

test("whatever the month, no cell that is not told by itself can be worked out from all that is published", () => {
  fc.assert(
    fc.property(month, (some) => {
      const figures = publish(some);
      for (const way of ways)
        for (const row of way.rows(figures)) {
          if (isTold(row)) continue;
          for (const name of row.names)
            expect(valuesOf(some, way, row, name).size, `${name} of ${row.names}`).toBeGreaterThanOrEqual(2);
        }
    }),
    { numRuns: 500 },
  );
});

test("nor from the difference of two months", () => {
  fc.assert(
    fc.property(month, month, (first, second) => {
      for (const way of ways) {
        const [before, after] = [way.rows(publish(first)), way.rows(publish(second))];
        for (const name of way.names) {
          const [a, b] = [before, after].map((rows) => rows.find(({ names }) => names.includes(name)));
          if (!a || !b || (isTold(a) && isTold(b))) continue;
          const [from, to] = [valuesOf(first, way, a, name), valuesOf(second, way, b, name)];
          const differences = new Set([...to].flatMap((x) => [...from].map((y) => x - y)));
          expect(differences.size).toBeGreaterThanOrEqual(2);
        }
      }
    }),
    { numRuns: 50 },
  );
});

test("whether there are no reports at all or up to four is not told", () => {
  const pages = [0, 1, 2, 3, 4].map((count) => JSON.stringify(publish(Array(count).fill(anyone))));
  expect(new Set(pages).size).toBe(1);
  expect(JSON.stringify(publish(Array(5).fill(anyone)))).not.toBe(pages[0]);
});

test("what is sensitive, a complaint or could be one changes nothing of a month", () => {
  const extra = fc.array(
    fc.tuple(
      drawn,
      fc.constantFrom<Partial<Report>>(
        { sensitive: true },
        { category: "complaint" },
        { restricted: true },
        { category: "complaint", sensitive: true },
      ),
    ),
    { maxLength: 8 },
  );
  fc.assert(
    fc.property(month, extra, (some, more) => {
      const kept = more.map(([one, marks], i) => ({ ...reportOf(one, 1000 + i), ...marks }));
      const figures = monthlyFigures([...some.map(reportOf), ...kept], offices, now);
      expect(figures).toEqual(publish(some));
    }),
  );
});

test.each([
  [0, "few"],
  [4, "few"],
  [5, 5],
])("%i complaints of a year are told as %s, sensitive ones never", (count, told) => {
  const complaint = { ...reportOf({ category: "tip", office: undefined, outcome: "已办结", answer: 1 }) };
  const year: Report[] = [
    ...Array<Report>(count).fill({ ...complaint, category: "complaint" }),
    { ...complaint, category: "complaint", sensitive: true },
    complaint,
  ];
  expect(monthlyFigures([], offices, now, year).complaints).toBe(told);
  expect(monthlyFigures([], offices, now)).not.toHaveProperty("complaints");
});

test("times are told in bands and only of many", () => {
  const some = (count: number, answer: number | undefined): Drawn[] =>
    Array(count).fill({ category: "help", office: offices[0], outcome: "民警在办", answer });
  expect(timeLines(publish(some(19, 0.4)))).toEqual([]);
  expect(timeLines(publish(some(20, 0.4)))).toEqual(["一半在1小时内有第一次答复"]);
  expect(timeLines(publish([...some(9, 0.4), ...some(11, undefined)]))).toEqual([
    "一半等了三天以上才有第一次答复",
  ]);
  const done: Drawn[] = Array(20).fill({
    category: "help",
    office: offices[0],
    outcome: "已办结",
    answer: 2,
  });
  const late = some(5, 2);
  expect(timeLines(publish(done))).toEqual(["一半在3小时内有第一次答复"]);
  expect(timeLines(publish([...done, ...late]))).toEqual([
    "一半在3小时内有第一次答复",
    "一半等了三天以上才办结（只算已办结的）",
  ]);
});

test("a station with one office has no table of offices", () => {
  const some = [reportOf({ category: "tip", office: "一", outcome: "待接手", answer: undefined })];
  expect(monthlyFigures(some, ["一"], now).offices).toEqual([]);
});

test("every status has its words", () => {
  expect(outcomes.map((name) => outcomeOf({ status: "received", ...statusOf[name] }))).toEqual([...outcomes]);
  expect(outcomeOf({ status: "duplicate" })).toBe("同一件或本人撤回");
});
