import { spawnSync } from "node:child_process";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";
import { KeyError } from "../../src/lib/sealing.ts";
import { backupStore } from "../../src/store/backup.ts";
import type { OpenOptions } from "../../src/store/folder-store.ts";
import { backupVerb, restoreVerb, verifyVerb } from "../../src/store/verbs.ts";
import { openReal, storedPhoto, temporaryFolder, verbOptions } from "./folder.ts";

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
  ["of a newer program", { migrations: [(_: string, row: object) => ({ ...row })] }, 4, "新版程序"],
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
    expect(lines).toHaveLength(3);
    expect(lines[1]).toMatch(/密钥.*审计链没有核对/);
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
