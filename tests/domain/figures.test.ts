import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { durationWords, figuresOf, measureReport, spreadOf } from "../../src/domain/figures.ts";
import type { Report } from "../../src/domain/reports.ts";

const now = new Date("2026-11-24T02:00:00Z");
const HOUR = 3_600_000;

function report(more: Partial<Report>): Report {
  const receivedAt = "2026-11-20T02:00:00.000Z";
  return {
    id: "01H",
    number: "R2611-0001",
    category: "help",
    status: "received",
    priority: "normal",
    reporter: "p",
    attachments: [],
    receivedAt,
    updatedAt: receivedAt,
    lastSaidAt: receivedAt,
    ...more,
  };
}

describe("the median and the ninth decile", () => {
  it("are those of a table that was worked out by hand", () => {
    expect(spreadOf([])).toBeUndefined();
    expect(spreadOf([7])).toEqual({ count: 1, median: 7, ninth: 7 });
    expect(spreadOf([3, 1])).toEqual({ count: 2, median: 2, ninth: 3 });
    expect(spreadOf([5, 1, 9])).toEqual({ count: 3, median: 5, ninth: 9 });
    expect(spreadOf([10, 9, 8, 7, 6, 5, 4, 3, 2, 1])).toEqual({ count: 10, median: 5.5, ninth: 9 });
    expect(spreadOf([100, 2, 10, 9])).toEqual({ count: 4, median: 9.5, ninth: 100 });
  });

  it("of any durations: half are within the one, nine of ten within the other, and one fewer is not enough", () => {
    const durations = fc.array(fc.integer({ min: 0, max: 10 ** 9 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(durations, (all) => {
        const { median, ninth } = spreadOf(all) ?? { median: -1, ninth: -1 };
        const within = (limit: number) => all.filter((ms) => ms <= limit).length;
        expect(within(median) * 2).toBeGreaterThanOrEqual(all.length);
        expect(all.filter((ms) => ms >= median).length * 2).toBeGreaterThanOrEqual(all.length);
        expect(within(ninth) * 10).toBeGreaterThanOrEqual(all.length * 9);
        expect(all.filter((ms) => ms < ninth).length * 10).toBeLessThan(all.length * 9);
      }),
    );
  });
});

it("what the resident ended says nothing of how fast the station is; closing without a word before is the answer", () => {
  const closedAt = "2026-11-20T05:00:00.000Z";
  const figures = figuresOf(
    [
      report({ status: "resolved", closedAt, firstReplyAt: "2026-11-20T03:00:00.000Z", solved: true }),
      report({ status: "unresolved", closedAt, solved: false }),
      report({ status: "withdrawn", closedAt }),
      report({ status: "duplicate", closedAt }),
      report({ dueAt: "2026-11-24T01:59:59.000Z" }),
      report({ status: "accepted", dueAt: "2026-11-24T02:00:00.000Z" }),
    ].map((one) => measureReport(one, now)),
  );

  expect(figures).toEqual({
    received: 6,
    open: 2,
    late: 1,
    closed: 2,
    firstAnswer: { count: 2, median: 2 * HOUR, ninth: 3 * HOUR },
    closing: { count: 2, median: 3 * HOUR, ninth: 3 * HOUR },
    solved: 1,
    unsolved: 1,
  });
});

it("durations are said in the one unit that fits", () => {
  const words = [0, 40_000, 60_000, 25 * 60_000, 90 * 60_000, 3 * HOUR, 47 * HOUR, 49 * HOUR, 15 * 24 * HOUR];
  expect(words.map(durationWords)).toEqual([
    "1秒",
    "40秒",
    "1分钟",
    "25分钟",
    "90分钟",
    "3小时",
    "47小时",
    "2天",
    "15天",
  ]);
});
