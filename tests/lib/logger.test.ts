import { expect, test } from "vitest";
import { createLogger } from "../../src/lib/logger.ts";

test("a logged error says its kind and place, and no word of its message, its cause or its fields", () => {
  const lines: string[] = [];
  const logger = createLogger({ level: "info", pretty: false, write: (line) => lines.push(line) });
  const cause = new Error("王姐的原话");
  const error = Object.assign(new TypeError("楼道堆满纸箱", { cause }), {
    account: "2000001",
    code: "ENOSPC",
  });
  logger.error({ err: error }, "failed");
  expect(lines.join()).toContain('"type":"TypeError","code":"ENOSPC"');
  expect(lines.join()).toContain("logger.test.ts");
  expect(lines.join()).not.toMatch(/纸箱|原话|2000001/);
});
