import { expect, test } from "vitest";
import { ConfigError, parseConfig } from "../src/config.ts";

/** jingmin.yaml of a station with one QQ account, and more fields of it. */
function withQq(more: object) {
  const station = {
    station: { name: "光明路派出所" },
    channels: [{ name: "qq", type: "onebot", url: "ws://127.0.0.1:3001", ...more }],
    data: "./data",
    alerts: "./alerts",
  };
  return () => parseConfig(JSON.stringify(station), "jingmin.yaml", {});
}

test("a QQ account's limit of friends is the careful one unless the file says another", () => {
  expect(withQq({})().channels[0]).toMatchObject({ friendLimit: 500 });
  expect(withQq({ friendLimit: 2000 })().channels[0]).toMatchObject({ friendLimit: 2000 });
});

test.each([
  [0, "要大于0"],
  ["很多", "要写整数"],
])("a limit of friends of %j is a fault that says what is allowed", (friendLimit, allowed) => {
  const read = withQq({ friendLimit });
  expect(read).toThrow(ConfigError);
  try {
    read();
  } catch (error) {
    expect((error as ConfigError).faults).toMatchObject([
      { line: 1, message: expect.stringMatching(new RegExp(`friendLimit.*${allowed}`)) },
    ]);
  }
});
