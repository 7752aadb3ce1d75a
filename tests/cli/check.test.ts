import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { checkReport } from "../../src/cli/check.ts";
import { parseConfig } from "../../src/config/config.ts";

const now = new Date("2026-11-24T02:00:00Z");

/** `jingmin check` of a station whose alerts hold these files. */
async function check(more: object = {}, alerts: Record<string, string> = {}) {
  const dir = await mkdtemp(join(tmpdir(), "jingmin-check-"));
  onTestFinished(() => rm(dir, { recursive: true }));
  await mkdir(join(dir, "alerts"));
  for (const [file, text] of Object.entries({ "schedule.yaml": "[]", ...alerts })) {
    await mkdir(dirname(join(dir, "alerts", file)), { recursive: true });
    await writeFile(join(dir, "alerts", file), text);
  }
  const station = {
    station: { name: "光明路派出所" },
    channels: [{ name: "byhand", type: "manual" }],
    web: { port: 0 },
    data: "./data",
    alerts: "./alerts",
    ...more,
  };
  return checkReport(parseConfig(JSON.stringify(station), join(dir, "jingmin.yaml"), {}), now);
}

/** A server that answers every request with `body`; gives its port. */
async function serve(body: string): Promise<number> {
  const server = createServer((_, response) => response.end(body));
  await new Promise<void>((up) => server.listen(0, "127.0.0.1", up));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

test("it says that all is well only where no fault stands above, and which time it is there", async () => {
  const { lines, ok } = await check();
  expect(ok).toBe(true);
  expect(lines.slice(0, 2)).toEqual([
    "配置没有问题：光明路派出所，1个渠道，0位民警，0个群。",
    "时区 Asia/Shanghai（UTC+08:00），现在是 2026-11-24 10:00。",
  ]);
  const broken = await check({}, { "通知.md": "放错了地方" });
  expect(broken.ok).toBe(false);
  expect(broken.lines[0]).toMatch(/^通知\.md：/);
  expect(broken.lines.join()).toMatch(/有1处要改/);
  expect(broken.lines.join()).not.toMatch(/没有问题/);
});

test("an office without a group is said", async () => {
  const offices = ["体育场警务室", "新程街社区警务室"];
  const groups = [{ match: { channel: "byhand", name: "体育场群" }, office: "体育场警务室" }];
  const { lines, ok } = await check({ offices, groups });
  expect(ok).toBe(true);
  expect(lines.filter((line) => line.includes("还没有群"))).toEqual([
    "（提醒）新程街社区警务室还没有群：这里的居民收不到警情提示",
  ]);
});

test("a shift of somebody who is no officer, or handles nothing, is said", async () => {
  const officers = [
    { name: "赵值班", role: "dispatcher" },
    { name: "孙审计", role: "auditor" },
  ];
  const duty = ["赵 值班", "孙审计", "李梅"].map((name) => ({ hours: "08:00-18:00", name }));
  const { lines, ok } = await check({ officers, duty });
  expect(ok).toBe(true);
  expect(lines.filter((line) => line.includes("值班的"))).toEqual([
    "（提醒）值班的孙审计是审计，不办件，不要排班",
    "（提醒）值班的李梅不在 officers 里：没在聊天里添加就叫不到",
  ]);
});

test("a port that another program has is a fault; that of the running bot is none", async () => {
  const taken = await check({ web: { port: await serve("hello") } });
  expect(taken.ok).toBe(false);
  expect(taken.lines[0]).toMatch(/web\.port 端口 \d+ 已被别的程序占用/);
  expect((await check({ web: { port: await serve('{"ok":true,"store":{}}') } })).ok).toBe(true);
});

test("so is a port that QQ should dial", async () => {
  const listen = `127.0.0.1:${await serve("hello")}`;
  const { lines } = await check({ channels: [{ name: "qq", type: "onebot", listen, token: "t" }] });
  expect(lines[0]).toMatch(/channels\.0\.listen 端口 \d+ 已被别的程序占用/);
});

test("what will never be sent again, and what no schedule draws from, is named", async () => {
  const alert = (more = "") =>
    `---\ntitle: 看好门窗\n${more}---\n${"睡觉前把门反锁，窗户关好。".repeat(6)}\n{station}\n`;
  const { lines, ok } = await check(
    {},
    {
      "daily/01.md": alert(),
      "daily/2026-11-23-昨天.md": alert(),
      "daily/2026-11-24-今天.md": alert(),
      "daily/02.md": alert("expires: 2026-11-24 09:59\n"),
      "daily/03.md": alert("expires: 2026-11-24 10:01\n"),
    },
  );
  expect(ok).toBe(true);
  expect(lines.filter((line) => line.includes("不会再发"))).toEqual([
    "daily/02.md：（提醒）已过 expires，不会再发",
    "daily/2026-11-23-昨天.md：（提醒）2026-11-23 已经过去，不会再发：明年要发就改文件名里的日期",
  ]);
  expect(lines).toContain("没有排进 schedule.yaml 的系列：daily 5篇。");
});

test("a number to call that is no public hotline is named with its line", async () => {
  const { lines } = await check(
    {},
    {
      "daily/01.md": `---\ntitle: 看好门窗\n---\n${"睡觉前把门反锁，窗户关好。".repeat(6)}\n拿不准打96119。\n{station}\n`,
    },
  );
  expect(lines.join("\n")).toContain("daily/01.md 第5行：（提醒）「96119」不在公开热线名单里");
});

test("a station with one leader is asked to name a custodian, who is another and may decide", async () => {
  const warnings = async (custodian?: string) => {
    const { lines } = await check({
      station: { name: "光明路派出所", ...(custodian ? { custodian } : {}) },
      officers: [
        { name: "所长", role: "leader" },
        { name: "内勤", role: "officer" },
        { name: "审", role: "auditor" },
      ],
    });
    return lines.filter((line) => line.includes("custodian")).join();
  };
  expect(await warnings()).toMatch(/只有一位所领导/);
  expect(await warnings("所长")).toMatch(/只有一位所领导/);
  expect(await warnings("审")).toMatch(/是审计，不能批/);
  expect(await warnings("没写的人")).toMatch(/不在 officers 里/);
  expect(await warnings("内 勤")).toBe("");
});

test("a year without its holidays is said once, whether or not a schedule asks for working days", async () => {
  const missing = (lines: readonly string[]) => lines.filter((line) => line.includes("放假安排"));
  const calendar = { "holidays.yaml": "holidays: [2026-10-01]" };
  expect(missing((await check()).lines)).toEqual([expect.stringContaining("2026年")]);
  expect(missing((await check({}, calendar)).lines)).toEqual([]);
  const schedule = '[{ id: a, series: daily, cron: "0 8 * * *", when: workday }]';
  const alert = "---\ntitle: 防骗\ncategory: Safety\nseverity: Minor\n---\n不要转账";
  const files = { "schedule.yaml": schedule, "daily/01.md": alert };
  expect(missing((await check({}, files)).lines)).toHaveLength(1);
  expect(missing((await check({}, { ...files, ...calendar })).lines)).toEqual([]);
});

test("each service outside the machine is asked for who approved it, and when; what stays on the machine is not", async () => {
  const warned = async (config: Record<string, unknown>) =>
    (await check(config)).lines
      .filter((line) => line.includes("approved"))
      .map((line) => line.split(" 在这台")[0]);
  const qq = (more: object) => ({ channels: [{ name: "qq", type: "onebot", ...more }] });
  const wechat = (options: object, more: object = {}) => ({
    channels: [
      {
        name: "wechat",
        type: "wechaty",
        puppet: "wechaty-puppet-service",
        options: { token: "x", ...options },
        ...more,
      },
    ],
  });
  const approved = "张所长, 2026-11-30";
  expect(await warned(qq({ url: "ws://127.0.0.1:3001" }))).toEqual([]);
  expect(await warned(qq({ url: "ws://[::1]:3001" }))).toEqual([]);
  expect(await warned(qq({ url: "ws://192.168.1.9:3001" }))).toEqual(["（提醒）渠道 qq"]);
  expect(await warned(qq({ listen: "0.0.0.0:8095", token: "x" }))).toEqual(["（提醒）渠道 qq"]);
  expect(await warned(qq({ url: "wss://bot.example.com", approved }))).toEqual([]);
  expect(await warned(wechat({ endpoint: "127.0.0.1:18788" }))).toEqual([]);
  expect(await warned(wechat({ endpoint: "gw.example.com:18788" }))).toEqual(["（提醒）渠道 wechat"]);
  expect(await warned(wechat({}))).toEqual(["（提醒）渠道 wechat"]);
  expect(await warned(wechat({}, { approved }))).toEqual([]);
  const email = { smtp: "smtps://u:p@smtp.example.com", from: "a@example.com", to: "b@example.com" };
  const webhook = "https://hook.example.com/x";
  expect(await warned({ notify: { webhook, email } })).toEqual([
    "（提醒）notify.webhook",
    "（提醒）notify.email",
  ]);
  expect(
    await warned({ notify: { webhook: { url: webhook, approved }, email: { ...email, approved } } }),
  ).toEqual([]);
  expect(await warned({ notify: { webhook, email, approved } })).toEqual([]);
  expect(await warned({ notify: { webhook: "http://localhost:9/x" } })).toEqual([]);
  for (const wrong of ["张所长", "2026-11-30", "张所长, 2026-13-40", ""])
    await expect(check(qq({ url: "ws://10.0.0.1:3001", approved: wrong }))).rejects.toThrow(/faults/);
});
