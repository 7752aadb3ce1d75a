import { existsSync } from "node:fs";
import { chmod, mkdir, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { type TestContext, test } from "vitest";
import { createStation } from "../support/station-process.ts";

async function prepareStation({ onTestFinished }: TestContext, more: object = {}) {
  const station = await createStation(
    { station: { name: "光明路派出所" }, channels: [{ name: "byhand", type: "manual" }], ...more },
    { "schedule.yaml": "[]" },
  );
  onTestFinished(async () => {
    await station.kill();
    await station.clean();
  });
  return station;
}

async function startStation(context: TestContext) {
  const station = await prepareStation(context);
  await station.start();
  return station;
}

test.concurrent("a bot whose folder another process took ends with code 5, and says so in Chinese", async (context) => {
  const { expect } = context;
  const told: string[] = [];
  const admins = createServer(async (request, response) => {
    told.push(JSON.parse(await text(request)).text.content);
    response.end();
  });
  await new Promise<void>((up) => admins.listen(0, "127.0.0.1", up));
  context.onTestFinished(() => void admins.close());
  const webhook = `http://127.0.0.1:${(admins.address() as AddressInfo).port}/`;
  const station = await prepareStation(context, { notify: { webhook } });
  await station.start();
  await writeFile(join(station.dir, "data", "lock.json"), JSON.stringify({ token: "another" }));
  expect(await station.ended()).toBe(5);
  expect(told).toEqual([expect.stringMatching(/锁文件.*别的进程/)]);
  expect(station.said()).toMatch(/锁文件.*别的进程/);
  expect(station.said()).not.toMatch(/硬盘/);
  expect(station.logs.join("\n")).not.toMatch(/the disk failed/);
}, 40_000);

test.concurrent("a stop whose last checkpoint fails ends with code 5, and says in Chinese that the disk failed", async (context) => {
  const { expect } = context;
  const station = await startStation(context);
  await rm(join(station.dir, "data", "shards"), { recursive: true });
  expect(await station.stop()).toBe(5);
  expect(station.said()).toMatch(/硬盘写入失败/);
}, 40_000);

test.concurrent("a start over a damaged store tells of both: the store, and a key that others can read", async (context) => {
  const { expect } = context;
  const station = await prepareStation(context);
  const key = join(station.dir, "jingmin.key");
  await writeFile(key, Buffer.alloc(32).toString("base64"));
  await chmod(key, 0o644);
  await mkdir(join(station.dir, "data"));
  await writeFile(join(station.dir, "data", "manifest.json"), "{");
  await expect(station.start()).rejects.toThrow(/code 4: .*chmod 600.*已损坏/s);
}, 40_000);

test.concurrent("a station whose data is gone does not begin anew, unless it is told to", async (context) => {
  const { expect } = context;
  const station = await startStation(context);
  await station.stop();
  const data = join(station.dir, "data");
  await rm(data, { recursive: true });
  await expect(station.start()).rejects.toThrow(/code 4: .*密钥文件.*--new-data/s);
  expect(existsSync(data)).toBe(false);
  await mkdir(data);
  await expect(station.start()).rejects.toThrow(/code 4: /);
  await station.start("--new-data");
  expect(await station.stop()).toBe(0);
  await station.start();
}, 60_000);

test.concurrent("a bot whose QQ is away says so at the terminal, not only that it has started", async (context) => {
  const { expect } = context;
  const qq = { name: "qq", type: "onebot", url: "ws://127.0.0.1:9", token: "t" };
  const station = await prepareStation(context, { channels: [qq] });
  await station.start();
  await expect
    .poll(() => station.said(), { timeout: 20_000 })
    .toMatch(/已启动\n.*QQ没有连上，收不到居民的私聊/s);
}, 40_000);
