import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { backUpDaily, makeBackupFolder } from "../../src/app/daily-backup.ts";
import { checkReport } from "../../src/cli/check.ts";
import { parseConfig } from "../../src/config/config.ts";
import { createLogger } from "../../src/lib/logger.ts";
import { openReal, temporaryFolder } from "../store/folder.ts";

const now = new Date("2026-11-23T15:00:00.000Z");

/** A station with a daily backup into `备份盘`, beside its data; `run` is what the schedule runs. */
async function createRig() {
  const home = await temporaryFolder();
  await mkdir(join(home, "alerts"));
  const text = {
    station: { name: "光明路派出所" },
    channels: [{ name: "byhand", type: "manual" }],
    data: "./data",
    alerts: "./alerts",
    backup: { dir: "./备份盘" },
  };
  const config = parseConfig(JSON.stringify(text), join(home, "jingmin.yaml"), {});
  const store = await openReal(config.data);
  onTestFinished(() => store.close());
  const lines: string[] = [];
  const told: string[] = [];
  const run = () =>
    backUpDaily({
      config,
      store,
      clock: { now: () => now, after: () => () => {} },
      logger: createLogger({ level: "info", pretty: false, write: (line) => void lines.push(line) }),
      tellAdmins: async (words) => void told.push(words),
    });
  const check = async () => (await checkReport(config, now)).lines.join("\n");
  return { disk: join(home, "备份盘"), config, run, lines, told, check };
}

test("a backup disk that is not plugged in is told to the admins, and no folder is made in its place", async () => {
  const { disk, run, told, check } = await createRig();
  await run();
  expect(told).toEqual([expect.stringMatching(/备份没有成功.*没插好/)]);
  await expect(readdir(disk)).rejects.toMatchObject({ code: "ENOENT" });
  expect(await check()).toMatch(/（提醒）备份文件夹 .*备份盘 不在/);
  await mkdir(disk);
  await run();
  expect(told).toHaveLength(1);
  expect(await readdir(disk)).toContain("jingmin-20261123-230000");
});

test("the start makes the folder where the disk is there, and nothing where it is not", async () => {
  const { disk, config, run, told } = await createRig();
  await makeBackupFolder({ ...config, backup: { ...config.backup, dir: join(disk, "jingmin") } as never });
  await expect(readdir(disk)).rejects.toMatchObject({ code: "ENOENT" });
  await makeBackupFolder(config);
  await run();
  expect(told).toEqual([]);
});

test("check warns of backups on the data's own disk", async () => {
  const { disk, check } = await createRig();
  await mkdir(disk);
  expect(await check()).toMatch(/（提醒）备份文件夹 .*在同一块盘上/);
});

test("the log of a backup that failed tells which fault it was", async () => {
  const { disk, run, lines, told } = await createRig();
  await writeFile(disk, "");
  await run();
  expect(JSON.parse(lines.at(-1) as string)).toMatchObject({
    level: 50,
    reason: "other",
    err: { code: "ENOTDIR" },
  });
  expect(told).toHaveLength(1);
});
