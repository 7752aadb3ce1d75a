import fc from "fast-check";
import { createTask, getTasks } from "node-cron";
import { afterEach, describe, expect, test } from "vitest";
import { dueBetween, nextDue } from "../../src/alerts/due.ts";
import type { Instant } from "../../src/domain/slots.ts";
import { inZone } from "../../src/lib/time.ts";

const SHANGHAI = "Asia/Shanghai";
const at = (iso: string) => new Date(iso);
const iso = (due: Instant[]) => due.map(({ at }) => at.toISOString());

/**
 * The same found the slow way: every minute asked of node-cron in the zone itself, the first of each local time kept;
 * then every local minute that no instant shows.
 */
function oracle(cron: string, zone: string, from: number, until: number): [string, string][] {
  const [here, plain] = [
    createTask(cron, () => {}, { timezone: zone }),
    createTask(cron, () => {}, { timezone: "UTC" }),
  ];
  const found: [string, string][] = [];
  const seen = new Set<string>();
  let before: string | undefined;
  const asUtc = (local: string) => Date.parse(`${local}Z`);
  for (let ms = Math.ceil(from / 60_000) * 60_000 - 120 * 60_000; ms <= until; ms += 60_000) {
    const local = inZone(new Date(ms), zone).format("YYYY-MM-DDTHH:mm:ss");
    const at = new Date(ms).toISOString();
    for (
      let skipped = before ? asUtc(before) + 60_000 : asUtc(local);
      skipped < asUtc(local);
      skipped += 60_000
    ) {
      const name = new Date(skipped).toISOString().slice(0, 19);
      if (ms > from && plain.match(new Date(skipped))) found.push([at, name]);
    }
    if (ms > from && !seen.has(local) && here.match(new Date(ms))) found.push([at, local]);
    seen.add(local);
    before = local;
  }
  void here.destroy();
  void plain.destroy();
  return found;
}

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

  test("are those node-cron matches, each local time once, and those of a gap at its end", () => {
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
      .tuple(part(0, 59), fc.oneof(part(0, 23), part(0, 3)), part(1, 28), part(1, 12), part(0, 6))
      .map((fields) => fields.join(" "));
    const anywhere = fc.integer({ min: 1_790_000_000, max: 1_830_000_000 }).map((second) => second * 1_000);
    const zones: Record<string, string[]> = {
      [SHANGHAI]: [],
      "Asia/Kathmandu": [],
      UTC: [],
      "Europe/Berlin": ["2026-10-25T01:00:00Z", "2027-03-28T01:00:00Z"],
      "America/New_York": ["2026-11-01T06:00:00Z", "2027-03-14T07:00:00Z"],
      "Australia/Lord_Howe": ["2026-10-03T15:30:00Z", "2027-04-03T15:00:00Z"],
      // Midnight itself is left out.
      "Africa/Cairo": ["2027-04-29T22:00:00Z", "2026-10-29T21:00:00Z"],
    };
    const place = fc.constantFrom(...Object.keys(zones)).chain((zone) =>
      fc.record({
        zone: fc.constant(zone),
        from: fc.oneof(
          anywhere,
          ...(zones[zone] ?? []).map((change) =>
            fc.integer({ min: -200, max: 100 }).map((minutes) => Date.parse(change) + minutes * 60_000),
          ),
        ),
      }),
    );
    fc.assert(
      fc.property(expression, place, fc.integer({ min: 0, max: 300 }), (cron, { zone, from }, minutes) => {
        const until = from + minutes * 60_000;
        const expected = oracle(cron, zone, from, until);
        const due = dueBetween({ cron }, zone, new Date(from), new Date(until));
        expect(due.map(({ at, local }) => [at.toISOString(), local])).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    ["Europe/Berlin", "30 2 * * *", "2026-10-25", ["2026-10-25T00:30:00.000Z"]],
    ["Europe/Berlin", "30 2 * * *", "2027-03-28", ["2027-03-28T01:00:00.000Z"]],
    ["America/New_York", "15 1 * * *", "2026-11-01", ["2026-11-01T05:15:00.000Z"]],
    [
      "America/New_York",
      "0,59 2 * * *",
      "2027-03-14",
      ["2027-03-14T07:00:00.000Z", "2027-03-14T07:00:00.000Z"],
    ],
    ["Africa/Cairo", "0 0 * * *", "2027-04-30", ["2027-04-29T22:00:00.000Z"]],
  ])("in %s, of %s, on %s when the clocks change", (zone, cron, day, expected) => {
    const noon = Date.parse(`${day}T12:00:00Z`);
    const due = dueBetween({ cron }, zone, new Date(noon - 30 * 3_600_000), new Date(noon + 30 * 3_600_000));
    const ofDay = due.filter(({ local }) => local.startsWith(day));
    expect(iso(ofDay)).toEqual(expected);
    expect(new Set(due.map(({ local }) => local)).size).toBe(due.length);
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
