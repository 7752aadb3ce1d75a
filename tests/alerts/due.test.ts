import fc from "fast-check";
import { createTask, getTasks } from "node-cron";
import { afterEach, describe, expect, test } from "vitest";
import { dueBetween, nextDue } from "../../src/alerts/due.ts";

const SHANGHAI = "Asia/Shanghai";
const at = (iso: string) => new Date(iso);
const iso = (dates: Date[]) => dates.map((date) => date.toISOString());

afterEach(() => expect(getTasks().size).toBe(0));

describe("instants that are due", () => {
  test("are told in the station's zone, after excluded, until included", () => {
    const between = (after: string, until: string) =>
      iso(dueBetween({ cron: "10 8 * * *" }, SHANGHAI, at(after), at(until)));
    expect(between("2026-11-22T00:10:00Z", "2026-11-24T00:10:00Z")).toEqual([
      "2026-11-23T00:10:00.000Z",
      "2026-11-24T00:10:00.000Z",
    ]);
    expect(between("2026-11-23T00:09:59.999Z", "2026-11-23T00:09:59.999Z")).toEqual([]);
    expect(between("2026-11-24T00:10:00Z", "2026-11-23T00:10:00Z")).toEqual([]);
  });

  test("come by the second where the expression has six fields", () => {
    const due = dueBetween(
      { cron: "*/20 * * * * *" },
      SHANGHAI,
      at("2026-11-23T00:00:10Z"),
      at("2026-11-23T00:01:00Z"),
    );
    expect(iso(due)).toEqual([
      "2026-11-23T00:00:20.000Z",
      "2026-11-23T00:00:40.000Z",
      "2026-11-23T00:01:00.000Z",
    ]);
  });

  test("are exactly those node-cron matches, whatever the expression and the zone", () => {
    const part = (min: number, max: number) =>
      fc.oneof(
        fc.constant("*"),
        fc.integer({ min, max }).map(String),
        fc.integer({ min: 2, max: 20 }).map((step) => `*/${step}`),
        fc
          .tuple(fc.integer({ min, max }), fc.integer({ min, max }))
          .map((two) => two.sort((a, b) => a - b).join("-")),
      );
    const expression = fc
      .tuple(part(0, 59), part(0, 23), part(1, 28), part(1, 12), part(0, 6))
      .map((fields) => fields.join(" "));
    const zone = fc.constantFrom(SHANGHAI, "Asia/Kolkata", "Asia/Kathmandu", "UTC", "America/New_York");
    const start = fc.integer({ min: 1_790_000_000, max: 1_830_000_000 }).map((second) => second * 1_000);
    fc.assert(
      fc.property(
        expression,
        zone,
        start,
        fc.integer({ min: 0, max: 300 }),
        (cron, timezone, from, minutes) => {
          const after = new Date(from);
          const until = new Date(from + minutes * 60_000);
          const task = createTask(cron, () => {}, { timezone });
          const expected: number[] = [];
          for (let ms = Math.ceil(from / 60_000) * 60_000; ms <= until.getTime(); ms += 60_000) {
            if (ms > from && task.match(new Date(ms))) expected.push(ms);
          }
          void task.destroy();
          expect(dueBetween({ cron }, timezone, after, until).map(Number)).toEqual(expected);
        },
      ),
      { numRuns: 100 },
    );
  });

  test("take nicknames, names of days and last days of months as node-cron does", () => {
    const due = (cron: string) =>
      iso(dueBetween({ cron }, "UTC", at("2026-01-24T12:00:00Z"), at("2026-01-31T12:00:00Z")));
    expect(due("@weekly")).toEqual(["2026-01-25T00:00:00.000Z"]);
    expect(due("0 9 L * *")).toEqual(["2026-01-31T09:00:00.000Z"]);
    expect(due("0 9 * * Fri")).toEqual(["2026-01-30T09:00:00.000Z"]);
    expect(due("0 9 * * 5L")).toEqual(["2026-01-30T09:00:00.000Z"]);
  });

  test("come in order however the seconds are written", () => {
    const span = [at("2026-11-23T00:00:00Z"), at("2026-11-23T00:00:59Z")] as const;
    expect(iso(dueBetween({ cron: "40,20 * * * * *" }, SHANGHAI, ...span))).toEqual([
      "2026-11-23T00:00:20.000Z",
      "2026-11-23T00:00:40.000Z",
    ]);
  });

  test("of a long absence are those of the last week", () => {
    const due = dueBetween({ cron: "10 8 * * *" }, SHANGHAI, new Date(0), at("2026-11-23T00:10:00Z"));
    expect(iso(due)).toHaveLength(7);
    expect(iso(due).at(-1)).toBe("2026-11-23T00:10:00.000Z");
  });

  test("of a whole day by the second are found without holding the process", () => {
    const begun = performance.now();
    const due = dueBetween(
      { cron: "* * * * * *" },
      SHANGHAI,
      at("2026-11-22T00:00:00Z"),
      at("2026-11-23T00:00:00Z"),
    );
    expect(due).toHaveLength(86_400);
    expect(performance.now() - begun).toBeLessThan(2_000);
  });

  test("leave no task behind where the zone is unknown", () => {
    expect(() => dueBetween({ cron: "* * * * *" }, "Mars/Base", new Date(0), new Date(60_000))).toThrow();
  });
});

describe("the next ones", () => {
  const calendar = {
    holidays: new Set(["2026-10-01", "2026-10-02", "2026-10-05", "2026-10-06", "2026-10-07"]),
    workdays: new Set(["2026-10-10"]),
  };
  const days = (when: "workday" | "holiday" | "any", count: number) =>
    nextDue({ cron: "20 7 * * *", when }, SHANGHAI, count, at("2026-09-29T23:30:00Z"), calendar).map((date) =>
      new Date(date.getTime() + 8 * 3_600_000).toISOString().slice(5, 16),
    );

  test("on workdays jump the holidays and take the worked Saturday", () => {
    expect(days("workday", 4)).toEqual(["10-08T07:20", "10-09T07:20", "10-10T07:20", "10-12T07:20"]);
  });
  test("on holidays are the days off and the free weekends", () => {
    expect(days("holiday", 8)).toEqual(
      [1, 2, 3, 4, 5, 6, 7].map((d) => `10-0${d}T07:20`).concat("10-11T07:20"),
    );
  });
  test("on any day are all", () => {
    expect(days("any", 2)).toEqual(["10-01T07:20", "10-02T07:20"]);
  });
  test("are fewer where a year has no more, and none where none is asked for", () => {
    const from = at("2026-03-01T00:00:00Z");
    expect(nextDue({ cron: "0 0 29 2 *", when: "any" }, SHANGHAI, 5, from)).toEqual([]);
    expect(nextDue({ cron: "* * * * *", when: "any" }, SHANGHAI, 0, from)).toEqual([]);
  });
});
