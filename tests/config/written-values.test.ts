// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the file is written so.
import fc from "fast-check";
import { expect, test } from "vitest";
import { ConfigError, parseConfig } from "../../src/config/config.ts";

/** jingmin.yaml with one QQ account and one groups line, and the lines in `more`. */
const station = (more: string) => `
station: { name: 光明路派出所 }
channels:
  - { name: qq, type: onebot, url: "ws://127.0.0.1:3001" }
data: ./data
alerts: ./alerts
${more}`;

function faultsOf(text: string, env: Record<string, string> = {}): string[] {
  try {
    parseConfig(text, "jingmin.yaml", env);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.faults.map(({ line, message }) => `${line} ${message}`);
  }
}

const LINE = 7;

test.each(["CST", "EST", "PRC", "GMT+8", "北京", "Asia/Shangai", "Hongkong"])(
  "no zone is called %s",
  (zone) => {
    const text = station("").replace("光明路派出所 }", `光明路派出所, timezone: ${zone} }`);
    expect(faultsOf(text)).toEqual([expect.stringMatching(/^2 station.timezone .*Asia\/Shanghai/)]);
  },
);

test.each(["Asia/Shanghai", "Asia/Urumqi", "UTC", "Etc/GMT-8"])("%s is a zone", (zone) => {
  expect(faultsOf(station("").replace("光明路派出所 }", `光明路派出所, timezone: ${zone} }`))).toEqual([]);
});

test.each([
  "qq:王建国",
  "qq:0123",
  "qq:０１２３４５６",
  "qq:1000",
  "qq:10001a",
  "qq:1e5",
  "qq:-10001",
  "qq:1234567890123",
  "qq:10001:1",
  "qq:10001\u200b",
  "qq:\u202e10001",
])("%j is no number of a person or group on QQ", (id) => {
  const officer = station(`officers: [{ name: 王建国, role: officer, accounts: ["${id}"] }]`);
  expect(faultsOf(officer)).toEqual([expect.stringMatching(/^7 officers\.0\.accounts\.0 /)]);
  expect(faultsOf(station(`groups: [{ address: "${id}" }]`))).toEqual([
    expect.stringMatching(/^7 groups\.0\.address /),
  ]);
});

test.each(["qq:10001", "qq:700001", "qq:1234567890"])("%j may be one", (id) => {
  expect(faultsOf(station(`groups: [{ address: "${id}" }]`))).toEqual([]);
});

test.each([
  String.raw`"D:\new\temp"`,
  String.raw`"D:\backup"`,
  String.raw`"D:\alerts"`,
  String.raw`"D:\jingmin\backup"`,
  String.raw`"\\nas\bot"`,
  String.raw`"..\test"`,
  String.raw`"D:\x41"`,
])("a path whose backslashes double quotes change is a fault: %s", (path) => {
  const found = faultsOf(station(`backup: { dir: ${path} }`));
  expect(found).toEqual([expect.stringMatching(/^7 .*反斜杠.*单引号/)]);
});

test.each([
  String.raw`'D:\new\temp'`,
  String.raw`D:\new\temp`,
  String.raw`"D:\\new\\temp"`,
  "D:/new/temp",
  '"\\u5907\\u4efd"',
])("a path that is what it says is none: %s", (path) => {
  expect(faultsOf(station(`backup: { dir: ${path.replace(/^([^'"].*)$/, "$1 ")} }`))).toEqual([]);
});

test.each([
  "${QQ_TOKEN:-abc}",
  "${}",
  "${QQ-TOKEN}",
  "$QQ_TOKEN",
  "$env:QQ_TOKEN",
  "%QQ_TOKEN%",
  "{{ QQ_TOKEN }}",
  "a${QQ_TOKEN",
])("a variable written as %s is never taken as it stands", (written) => {
  expect(faultsOf(station(`station2: 1`).replace("station2: 1", `keyFile: '${written}'`))).toEqual([
    expect.stringMatching(new RegExp(`^${LINE} keyFile .*\\$\\{NAME\\}`)),
  ]);
});

test("what an environment variable holds is taken as it is", () => {
  expect(faultsOf(station('keyFile: "${KEY}"'), { KEY: "D:\\new\\$key%A%" })).toEqual([]);
  expect(faultsOf(station("keyFile: 'ws-%E4%B8%AD.key'"))).toEqual([]);
});

test.each(["22:00-22:00", "00:00-00:00"])("quiet hours that end where they begin are none: %s", (hours) => {
  expect(faultsOf(station(`sending: { quietHours: "${hours}" }`))).toEqual([
    expect.stringMatching(/^7 sending.quietHours .*同一个时刻/),
  ]);
});

test("an invisible or control sign anywhere in a value is named with its line", () => {
  const sign = fc.constantFrom(
    "\u200b",
    "\u00ad",
    "\u202e",
    "\u2060",
    "\u2028",
    "\u0007",
    "\u0085",
    "\ufeff",
  );
  fc.assert(
    fc.property(sign, fc.nat(5), (invisible, at) => {
      const name = `体育场警务室`;
      const written = name.slice(0, at) + invisible + name.slice(at);
      const quoted = JSON.stringify(written);
      expect(faultsOf(station(`offices: [${quoted}]`))[0]).toMatch(/^7 offices\.0 .*(看不见|反斜杠)/);
    }),
  );
});

test.each(["$(QQ_TOKEN)", "<QQ_TOKEN>", "@QQ_TOKEN@", "!QQ_TOKEN!", "process.env.QQ_TOKEN"])(
  "%s is a variable that nothing replaces",
  (written) => {
    const text = station("").replace('3001" }', `3001", token: "${written}" }`);
    expect(faultsOf(text)).toEqual([expect.stringMatching(/^4 channels.0.token .*不会被替换/)]);
  },
);

test.each(["a!b@c<d>e", "p@ss-WORD_1!", "<x>", "@home@"])("%s is a token like another", (token) => {
  expect(faultsOf(station("").replace('3001" }', `3001", token: "${token}" }`))).toEqual([]);
});

test.each(["'12'", "'·'", "'--'", "'①'"])(
  "nobody is called %s: it names no one among all that is said",
  (name) => {
    const officer = `officers:\n  - { name: ${name}, role: officer }`;
    expect(faultsOf(station(officer))).toEqual([expect.stringMatching(/^8 officers.0.name 要有字/)]);
  },
);

test.each(["~/data", "file:///d/data", "https://example.com/data"])("%s is no folder", (dir) => {
  expect(faultsOf(station("").replace("./data", dir))).toEqual([
    expect.stringMatching(/^5 data 要写文件夹的路径/),
  ]);
});

test.each(["D:/jingmin/data", "'D:\\jingmin\\data'", "../data", "/srv/jingmin", "data"])(
  "%s is a folder",
  (dir) => {
    expect(faultsOf(station("").replace("./data", dir))).toEqual([]);
  },
);

test.each(["ftp://example.com/x", "javascript:alert(1)", "mailto:a@b.cn"])("%s is no webhook", (webhook) => {
  expect(faultsOf(station(`notify: { webhook: "${webhook}" }`))).toEqual([
    expect.stringMatching(/^7 notify.webhook 要写网址/),
  ]);
});

test.each([
  ["the page, as it is unless said", "127.0.0.1:8080", ""],
  ["the page", "127.0.0.1:8095", "web: { port: 8095 }"],
])("two parts of the station have one port: a channel and %s", (_, listen, web) => {
  const text = station(web).replace('url: "ws://127.0.0.1:3001"', `listen: "${listen}", token: abc`);
  expect(faultsOf(text)).toEqual([expect.stringMatching(/^4 channels.0.listen 端口 \d+ .*已经用了/)]);
});
