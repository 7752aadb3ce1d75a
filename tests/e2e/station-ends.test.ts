import { chmod, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "vitest";
import { createStation } from "../support/station-process.ts";

async function prepareStation({ onTestFinished }: TestContext) {
  const station = await createStation(
    { station: { name: "光明路派出所" }, channels: [{ name: "byhand", type: "manual" }] },
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
  const station = await startStation(context);
  await writeFile(join(station.dir, "data", "lock.json"), JSON.stringify({ token: "another" }));
  expect(await station.ended()).toBe(5);
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
