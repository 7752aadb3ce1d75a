import { spawnSync } from "node:child_process";
import { mkdir, readdir, unlink, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";
import { backupVerb, restoreVerb, verifyVerb } from "../../src/cli/store-verbs.ts";
import { KeyError } from "../../src/lib/sealing.ts";
import { backupStore } from "../../src/store/lowdb/backup/backup.ts";
import { diskFiles, type Files } from "../../src/store/lowdb/disk/files.ts";
import type { OpenOptions } from "../../src/store/lowdb/folder-store.ts";
import { holdFolder } from "../../src/store/lowdb/lock/lock.ts";
import type { TableRow } from "../../src/store/lowdb/tables/migration.ts";
import { migrations } from "../../src/store/lowdb/tables/migrations.ts";
import { openReal, storedPhoto, temporaryFolder, verbOptions } from "../store/folder.ts";

const now = new Date("2026-11-23T15:00:00.000Z");

/** A folder with data, closed, and a backup of it. */
async function backedUp(more: Partial<OpenOptions> = {}) {
  const [dir, usb] = [await temporaryFolder(), await temporaryFolder()];
  const store = await openReal(dir, more);
  for (const action of ["one", "two"]) {
    await store.tx(async (t) => {
      const subject = { kind: "system" as const, id: "s" };
      t.audit.append({ at: now.toISOString(), actor: { system: "t" }, action, subject });
    });
  }
  const { path } = await backupStore(store, { to: usb, now, timezone: "Asia/Shanghai" });
  await store.close();
  return { dir, usb, path };
}

it.each([
  ["of another key", { key: new Uint8Array(32) }, 2, "密钥"],
  ["of a demo", { stamp: "demo" as const }, 2, "演示数据"],
  ["of a newer program", { migrations: [...migrations, (...row: TableRow) => [row]] }, 4, "新版程序"],
])("a backup %s is refused before anything is moved", async (_, made, exitCode, words) => {
  const { path } = await backedUp(made);
  const { dir } = await backedUp();
  const before = await readdir(dir, { recursive: true });
  const restored = restoreVerb(verbOptions(dir, now), path);
  await expect(restored).rejects.toMatchObject({ exitCode, message: expect.stringContaining(words) });
  expect(await readdir(dir, { recursive: true })).toEqual(before);
});

it.each(["", "shards", "archive", "a/b"])(
  "a backup into data/%s is refused, by a running bot and without one",
  async (to) => {
    const dir = await temporaryFolder();
    const store = await openReal(dir);
    await store.tx(async (t) => t.settings.put("k", "v"));
    const refused = { exitCode: 1, message: expect.stringMatching(/不能放在数据文件夹/) };
    await expect(
      backupStore(store, { to: join(dir, to), now, timezone: "Asia/Shanghai" }),
    ).rejects.toMatchObject(refused);
    await store.close();
    await expect(backupVerb(verbOptions(dir, now), join(dir, to))).rejects.toMatchObject(refused);
  },
);

it("a folder that somebody put among the shards stops neither checkpoints nor the start", async () => {
  const { dir } = await backedUp();
  await mkdir(join(dir, "shards", "jingmin-20261123-230000"));
  const store = await openReal(dir);
  await store.tx(async (t) => t.settings.put("k", "v"));
  await store.checkpoint();
  expect(store.health().writable).toBe(true);
  await store.close();
  expect(await readdir(join(dir, "shards"))).toContain("jingmin-20261123-230000");
});

it("verify with another key says it once, not for every entry of the audit", async () => {
  const { dir, path } = await backedUp();
  const options = { ...verbOptions(dir, now), key: async () => new Uint8Array(32) };
  for (const { lines, sound } of [await verifyVerb(options), await verifyVerb(options, path)]) {
    expect(sound).toBe(false);
    expect(lines).toHaveLength(4);
    expect(lines[2]).toMatch(/密钥.*审计链没有核对/);
  }
});

it("a backup is verified without a key, all but its audit chain", async () => {
  const { dir, path } = await backedUp();
  const key = async () => {
    throw new KeyError("missing", "找不到密钥");
  };
  const { lines, sound } = await verifyVerb({ ...verbOptions(dir, now), key }, path);
  expect(sound).toBe(true);
  expect(lines.at(-1)).toMatch(/没有密钥，审计链未核对/);
});

it("the restored backup's time is the station's, as in the backup's name", async () => {
  const { dir, path } = await backedUp();
  const options = verbOptions(dir, now);
  expect((await restoreVerb(options, path)).lines[0]).toBe(`已恢复 2026-11-23 23:00:00 的备份到 ${dir}。`);
  const later = { ...options, timezone: "Asia/Urumqi", now: new Date(now.getTime() + 1) };
  expect((await restoreVerb(later, path)).lines[0]).toBe(`已恢复 2026-11-23 21:00:00 的备份到 ${dir}。`);
});

it("a restore that finds something wrong with what it restored does not end with 0", async () => {
  const { dir, usb } = await backedUp();
  const store = await openReal(dir);
  await store.tx(async (t) => t.attachments.put(storedPhoto("a1", "0".repeat(64))));
  const { path } = await backupStore(store, { to: usb, now, timezone: "Asia/Shanghai" });
  await store.close();
  const { lines, sound } = await restoreVerb(verbOptions(dir, now), path);
  expect(lines.join()).toMatch(/已恢复.*附件不见了/);
  expect(sound).toBe(false);
});

/** The disk, where opening or making what `path` matches fails as the system says it. */
function failing(path: RegExp, code: string): Files {
  const fail = (at: string) => {
    if (path.test(at)) throw Object.assign(new Error(`${code}: in English`), { code, path: at });
  };
  return {
    ...diskFiles,
    async open(at, mode) {
      fail(at);
      return diskFiles.open(at, mode);
    },
    async makeFolder(at) {
      fail(at);
      await diskFiles.makeFolder(at);
    },
  };
}

it.each([
  ["ENOSPC", /^磁盘已满：备份文件夹/],
  ["EIO", /^备份盘读写失败/],
  ["EROFS", /^没有权限读写/],
  ["ENOENT", /^找不到.*盘插好/],
])(
  "what goes wrong on the stick (%s) is said in Chinese and is no fault of the data's disk, whoever backs up",
  async (code, words) => {
    const [dir, usb] = [await temporaryFolder(), await temporaryFolder()];
    const options = { ...verbOptions(dir, now), files: failing(/\.partial.shards/, code) };
    const refused = { exitCode: 1, message: expect.stringMatching(words) };
    const store = await openReal(dir, { files: options.files });
    await store.tx(async (t) => t.settings.put("k", "v"));
    await expect(backupVerb(options, usb)).rejects.toMatchObject(refused);
    await store.close();
    await expect(backupVerb(options, usb)).rejects.toMatchObject(refused);
    expect(await readdir(usb)).toEqual([]);
  },
);

it("a restore onto a disk that is read-only or full is refused in Chinese", async () => {
  const { dir, path } = await backedUp();
  for (const [code, words] of [
    ["EROFS", /^没有权限读写/],
    ["ENOSPC", /^磁盘已满：数据文件夹/],
  ] as const) {
    const restored = restoreVerb(
      { ...verbOptions(dir, now), files: failing(/restore\.partial/, code) },
      path,
    );
    await expect(restored).rejects.toMatchObject({ exitCode: 1, message: expect.stringMatching(words) });
  }
});

it("a file where a folder should be is named, by every verb", async () => {
  const { dir, path } = await backedUp();
  const file = join(await temporaryFolder(), "a file");
  await writeFile(file, "");
  const refused = { exitCode: 1, message: expect.stringMatching(/的路径不对.*a file/) };
  await expect(backupVerb(verbOptions(dir, now), file)).rejects.toMatchObject(refused);
  for (const data of [file, join(file, "data")]) {
    await expect(backupVerb(verbOptions(data, now), path)).rejects.toMatchObject(refused);
    await expect(verifyVerb(verbOptions(data, now))).rejects.toMatchObject(refused);
    await expect(restoreVerb(verbOptions(data, now), path)).rejects.toMatchObject(refused);
    await expect(openReal(data)).rejects.toMatchObject(refused);
  }
});

it("where no data was ever made that is said, not that they are damaged", async () => {
  const { usb } = await backedUp();
  const dir = join(await temporaryFolder(), "data");
  const options = verbOptions(dir, now);
  await expect(verifyVerb(options)).rejects.toMatchObject({ exitCode: 1, message: `${dir} 里还没有数据。` });
  await expect(backupVerb(options, usb)).rejects.toMatchObject({
    exitCode: 1,
    message: `${dir} 里还没有数据可备份。`,
  });
  // The folder above the backups, as is easily given.
  await expect(verifyVerb(options, usb)).rejects.toThrow(/没有备份。备份的文件夹名字像/);
  const { dir: halfGone } = await backedUp();
  await unlink(join(halfGone, "manifest.json"));
  await expect(verifyVerb(verbOptions(halfGone, now))).rejects.toMatchObject({ exitCode: 4 });
});

it("who asks while another process opens the folder, or a bot that fails at it, hears so", async () => {
  const { dir, usb } = await backedUp();
  const ask = () => backupVerb(verbOptions(dir, now), usb);
  for (const [answer, refused] of [
    [async () => "jingmin", { exitCode: 3, message: expect.stringMatching(/正在打开或恢复/) }],
    [() => Promise.reject(new Error("a bug")), { exitCode: 1, message: expect.stringMatching(/没有做成/) }],
  ] as const) {
    const lock = await holdFolder({ dir, answer, onLost: () => {} });
    await expect(ask()).rejects.toMatchObject(refused);
    await lock.release();
  }
});

it("no verb but start makes a key", async () => {
  const { path } = await backedUp();
  const dir = await temporaryFolder();
  const config = {
    station: { name: "光明路派出所" },
    channels: [{ name: "byhand", type: "manual" }],
    data: "./data",
    alerts: "./alerts",
  };
  await writeFile(join(dir, "jingmin.yaml"), JSON.stringify(config));
  const args = ["restore", path, "--config", join(dir, "jingmin.yaml")];
  const { status, stderr } = spawnSync(process.execPath, [resolve("bin/jingmin.js"), ...args], {
    encoding: "utf8",
    env: { ...process.env, JINGMIN_KEY: "" },
  });
  expect(stderr).toMatch(/^找不到密钥文件/);
  expect(status).toBe(2);
  expect(await readdir(dir)).toEqual(["jingmin.yaml"]);
});
