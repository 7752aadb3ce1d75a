import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { cronTicks } from "../../src/alerts/ticks.ts";

beforeEach(() => void vi.useFakeTimers({ now: new Date("2026-11-24T00:09:30Z") }));
afterEach(() => void vi.useRealTimers());

test("node-cron ticks at each instant in the station's zone until it is stopped", async () => {
  const ticks: string[] = [];
  const stop = cronTicks(["10 8 * * *", "*/20 * * * * *"], "Asia/Shanghai", (at) =>
    ticks.push(at.toISOString()),
  );
  await vi.advanceTimersByTimeAsync(65_000);
  expect(ticks.sort()).toEqual([
    "2026-11-24T00:09:40.000Z",
    "2026-11-24T00:10:00.000Z",
    "2026-11-24T00:10:00.000Z",
    "2026-11-24T00:10:20.000Z",
  ]);
  stop();
  await vi.advanceTimersByTimeAsync(120_000);
  expect(ticks).toHaveLength(4);
});
