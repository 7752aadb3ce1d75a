import { expect, test } from "vitest";
import { ConfigError, parseConfig } from "../../src/config/config.ts";

const station = {
  station: { name: "光明路派出所" },
  channels: [{ name: "byhand", type: "manual" }],
  data: "./data",
  alerts: "./alerts",
};

function faultsOf(read: () => unknown): readonly { line: number; message: string }[] {
  try {
    read();
  } catch (error) {
    return (error as ConfigError).faults;
  }
  return [];
}

/** jingmin.yaml of a station with one QQ account, and more fields of it. */
function withQq(more: object) {
  const channel = { name: "qq", type: "onebot", url: "ws://127.0.0.1:3001", ...more };
  return () => parseConfig(JSON.stringify({ ...station, channels: [channel] }), "jingmin.yaml", {});
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
  expect(faultsOf(read)).toMatchObject([
    { line: 1, message: expect.stringMatching(new RegExp(`friendLimit.*${allowed}`)) },
  ]);
});

test.each([
  [{ url: "ws://127.0.0.1：3001" }, "url.*不是网址"],
  [{ url: "ws://127.0.0.1:99999" }, "url.*不是网址"],
  [{ url: undefined, listen: "127.0.0.1:99999", token: "t" }, "listen.*端口号"],
  [{ token: "警民2026" }, "token.*半角"],
  [{ token: "abc\r" }, "token.*反斜杠"],
])("a connection that could not even be tried is a fault of the file: %j", (more, fault) => {
  expect(faultsOf(withQq(more))).toMatchObject([
    { line: 1, message: expect.stringMatching(new RegExp(fault)) },
  ]);
});

test.each([
  [{ backup: { dir: "data/备份" } }, {}, "backup.dir.*不能在 data"],
  [{ backup: { dir: "./bk", cron: "每天23点" } }, {}, "backup.cron.*五段"],
  [{ channels: [{ name: "w", type: "wechaty", puppet: "wechaty-puppet-wechat4u" }] }, {}, "puppet.*网关"],
  [{ channels: [{ name: "w", type: "wechaty", puppet: "wechaty-puppet-service" }] }, {}, "token"],
  [{}, { LOG_LEVEL: "verbose" }, "LOG_LEVEL.*debug"],
])("so is what would only fail once the station runs: %j %j", (more, env, fault) => {
  const text = { ...station, ...more };
  const found = faultsOf(() => parseConfig(JSON.stringify(text), "jingmin.yaml", env)).map((f) => f.message);
  expect(found.join()).toMatch(new RegExp(fault));
});

test("every fault of the backup is listed beside the others, in Chinese", () => {
  const text = { ...station, backup: { dir: "./bk", cron: "每天23点", keep: 0 }, web: { port: "八千" } };
  const found = faultsOf(() => parseConfig(JSON.stringify(text), "jingmin.yaml", {})).map((f) => f.message);
  expect(found).toEqual([
    expect.stringMatching(/^web.port .*端口号/),
    expect.stringMatching(/^backup.cron .*五段/),
    "backup.keep 要大于0",
  ]);
});

test("an empty LOG_LEVEL is none", () => {
  expect(parseConfig(JSON.stringify(station), "jingmin.yaml", { LOG_LEVEL: "" }).logLevel).toBe("info");
});

const withDuty = (...duty: object[]) => parseConfig(JSON.stringify({ ...station, duty }), "jingmin.yaml", {});

test("shifts may cross midnight, last a whole day, and be of every day", () => {
  const { duty } = withDuty(
    { days: "周一-周五", hours: "08:00-18:00", name: "赵" },
    { days: "工作日", hours: "18:00-08:00", name: "李" },
    { hours: "8:00-8:00", name: "王" },
    { days: "每天", hours: "18:00-24:00", name: "孙" },
  );
  expect(duty).toEqual([
    { days: new Set([1, 2, 3, 4, 5]), from: "08:00", to: "18:00", name: "赵" },
    { days: "workdays", from: "18:00", to: "08:00", name: "李" },
    { days: "every", from: "08:00", to: "08:00", name: "王" },
    { days: "every", from: "18:00", to: "00:00", name: "孙" },
  ]);
});

test.each([
  [{ days: "平时", hours: "08:00-18:00", name: "赵" }, "duty.0.days 认不出是哪几天"],
  [{ days: "周一", hours: "早八点到晚六点", name: "赵" }, "duty.0.hours 要写成"],
  [{ days: "周一", hours: "08:00-25:00", name: "赵" }, "duty.0.hours 要写成"],
  [{ days: "周一", name: "赵" }, "duty.0.hours"],
  [{ hours: "08:00-18:00" }, "duty.0.name"],
  [{ hours: "08:00-18:00", name: "赵", office: "体育场" }, "office"],
])("a shift that cannot be read is a fault with its place: %j", (duty, fault) => {
  expect(
    faultsOf(() => withDuty(duty))
      .map(({ message }) => message)
      .join(),
  ).toContain(fault);
});
