import { expect, test } from "vitest";
import { cronFault } from "../../src/lib/cron.ts";

test("a bad expression is explained in Chinese, a good one is not", () => {
  expect(cronFault("10 8 * * 1-5")).toBeUndefined();
  expect(cronFault("*/5 * * * * *")).toBeUndefined();
  expect(cronFault("10 25 * * *")).toMatch(/「时」不能是 25/);
  expect(cronFault("8:10")).toMatch(/「8:10」不是五段或六段/);
  expect(cronFault("0 0 31 2 *")).toMatch(/「日」不能是 31/);
});
