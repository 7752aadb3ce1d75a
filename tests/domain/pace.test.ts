import { expect, test } from "vitest";
import { heardUntil } from "../../src/domain/pace.ts";

const at = "2026-11-24T02:00:00.000Z";
const minutes = (n: number) => new Date(Date.parse(at) + n * 60_000);

test.each([
  [0, minutes(15)],
  [14, minutes(15)],
  [15, undefined],
  [60, undefined],
  // The clock was set back.
  [-1, undefined],
  [-24 * 60, undefined],
])("%i minutes after an officer has heard, the next notice waits until %o", (after, until) => {
  expect(heardUntil({ officer: "o1", at }, minutes(after))).toEqual(until);
});

test("who has heard nothing waits for nothing", () => {
  expect(heardUntil(undefined, minutes(0))).toBeUndefined();
});
