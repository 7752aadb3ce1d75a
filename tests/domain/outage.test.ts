import { expect, test } from "vitest";
import { type Outage, steady, watchOutage } from "../../src/domain/outage.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const start = new Date("2026-11-24T02:00:00Z");

/** Looks every ten seconds; `up` and `down` say for how long. Returns what is said, with its second. */
function watch(...spans: (readonly ["up" | "down", ms: number])[]) {
  const said: string[] = [];
  let outage: Outage = steady(true, start);
  let at = start.getTime();
  for (const [state, ms] of spans) {
    for (const end = at + ms; at < end; at += 10 * SECOND) {
      const step = watchOutage(outage, state === "up", new Date(at));
      outage = step.outage;
      if (step.news) said.push(`${step.news} ${(at - start.getTime()) / SECOND}`);
    }
  }
  return said;
}

test("a drop of less than a minute is nobody's business", () => {
  expect(watch(["up", MINUTE], ["down", MINUTE], ["up", 5 * MINUTE])).toEqual([]);
});

test("an outage is told after a minute, once, and its end after a minute of calm, once", () => {
  expect(watch(["up", MINUTE], ["down", 5 * MINUTE], ["up", 10 * MINUTE])).toEqual(["down 120", "back 420"]);
});

test("a short return within an outage is no end of it", () => {
  expect(watch(["down", 2 * MINUTE], ["up", 30 * SECOND], ["down", 5 * MINUTE], ["up", 5 * MINUTE])).toEqual([
    "down 60",
    "back 510",
  ]);
});

test("flapping is one notice, and its end ten minutes of calm", () => {
  const flaps = Array.from({ length: 12 }, () => [
    ["down", 20 * SECOND] as const,
    ["up", 20 * SECOND] as const,
  ]).flat();
  expect(watch(...flaps, ["up", 20 * MINUTE])).toEqual(["flapping 120", "back 1060"]);
});

test("long drops that come again and again end in one notice too", () => {
  const flaps = Array.from({ length: 10 }, () => [
    ["down", 70 * SECOND] as const,
    ["up", 30 * SECOND] as const,
  ]).flat();
  expect(watch(...flaps, ["up", 20 * MINUTE])).toEqual(["down 60", "back 1570"]);
});
