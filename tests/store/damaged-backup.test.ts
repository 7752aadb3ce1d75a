import { appendFile, mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { verifyVerb } from "../../src/cli/store-verbs.ts";
import { backupStore } from "../../src/store/lowdb/backup/backup.ts";
import { type BackupIndex, checkBackup } from "../../src/store/lowdb/backup/backup-index.ts";
import { hashFile } from "../../src/store/lowdb/backup/copy.ts";
import { restoreStore } from "../../src/store/lowdb/backup/restore.ts";
import { diskFiles, type Files } from "../../src/store/lowdb/disk/files.ts";
import { key, openReal, temporaryFolder, verbOptions } from "./folder.ts";

const photo = join("attachments", "0".repeat(64));
const now = new Date("2026-11-23T15:00:00.000Z");

/** A data folder whose two numbers are both in the backup's journal, and that backup. */
async function backedUp() {
  const [dir, usb] = [await temporaryFolder(), await temporaryFolder()];
  const store = await openReal(dir);
  await writeFile(join(dir, photo), "a picture");
  for (let i = 0; i < 2; i++) await store.tx((t) => t.reports.nextNumber("2611"));
  const { path } = await backupStore(store, { to: usb, now, timezone: "Asia/Shanghai" });
  await store.close();
  return { dir, path };
}

/** `backup.json` as an older program wrote it, without a checksum, but for what `change` makes of it. */
async function rewriteIndex(path: string, change: (index: BackupIndex) => object): Promise<void> {
  const file = join(path, "backup.json");
  const { crc: _, ...index } = JSON.parse(await readFile(file, "utf8"));
  await writeFile(file, JSON.stringify(change(index)));
}

function isJournal(name: string): boolean {
  return /^journal-\d+\.ndjson$/.test(name);
}

/** Neither verify nor restore takes it for sound, and the data folder stays as it was. */
async function expectRefused(dir: string, path: string, files: Files = diskFiles): Promise<void> {
  const before = await readdir(dir, { recursive: true });
  await expect(restoreStore({ from: path, dir, key, stamp: "real", now, files })).rejects.toMatchObject({
    exitCode: 4,
  });
  expect(await readdir(dir, { recursive: true })).toEqual(before);
  if (files !== diskFiles) return;
  expect((await verifyVerb(verbOptions(dir, now), path)).sound).toBe(false);
}

it("no byte of a backup's index can be wrong without being noticed", async () => {
  const { path } = await backedUp();
  const index = await checkBackup(diskFiles, path, now);
  const bytes = await readFile(join(path, "backup.json"));
  for (let at = 0; at < bytes.length; at++) {
    const wrong = Buffer.from(bytes);
    wrong[at] = (wrong[at] as number) ^ 1;
    const files: Files = { ...diskFiles, read: async () => wrong };
    // Another blank between two fields, or another name of the checksum, changes nothing of what it says.
    const taken = await checkBackup(files, path, now).catch(() => index);
    expect(taken, `byte ${at}`).toEqual(index);
  }
});

it.each([
  ["less of the journal than there is", -10],
  ["more of the journal than there is", 10],
])("an index without a checksum that names %s is refused", async (_, by) => {
  const { dir, path } = await backedUp();
  await rewriteIndex(path, (index) => ({
    ...index,
    files: index.files.map((file) => (isJournal(file.path) ? { ...file, bytes: file.bytes + by } : file)),
  }));
  await expectRefused(dir, path);
});

it.each(["2026=11-23T15:00:00.000Z", "3026-11-23T15:00:00.000Z"])(
  "an index without a checksum whose time is %s is refused",
  async (at) => {
    const { dir, path } = await backedUp();
    await rewriteIndex(path, (index) => ({ ...index, at }));
    await expectRefused(dir, path);
  },
);

it("a backup whose journal ends in half a line is refused, though its index says so, too", async () => {
  const { dir, path } = await backedUp();
  const name = (await readdir(path)).find(isJournal) as string;
  await appendFile(join(path, name), '{"c":"0000');
  const bytes = (await stat(join(path, name))).size;
  const sha256 = await hashFile(diskFiles, join(path, name));
  await rewriteIndex(path, (index) => ({
    ...index,
    files: index.files.map((file) => (file.path === name ? { ...file, bytes, sha256 } : file)),
  }));
  await expectRefused(dir, path);
});

it("a stick that reads another byte at the second time, or a disk without room, costs the station nothing", async () => {
  const { dir, path } = await backedUp();
  let reads = 0;
  const moody: Files = {
    ...diskFiles,
    async readPart(file, ...rest) {
      const bytes = await diskFiles.readPart(file, ...rest);
      if (file === join(path, photo) && ++reads === 2) bytes[0] = (bytes[0] as number) ^ 1;
      return bytes;
    },
  };
  await expectRefused(dir, path, moody);
  expect(reads).toBe(2);
  const full: Files = {
    ...diskFiles,
    open: async (file, mode) => {
      if (file.endsWith("manifest.json")) throw Object.assign(new Error("no room"), { code: "ENOSPC" });
      return diskFiles.open(file, mode);
    },
  };
  const before = await readdir(dir, { recursive: true });
  await expect(restoreStore({ from: path, dir, key, stamp: "real", now, files: full })).rejects.toThrow(
    "no room",
  );
  expect(await readdir(dir, { recursive: true })).toEqual(before);
});

it("what an earlier restore left, cut short, is no part of the next", async () => {
  const { dir, path } = await backedUp();
  await mkdir(join(dir, "restore.partial"));
  await writeFile(join(dir, "restore.partial", "journal-00000099.ndjson"), "of another backup");
  await restoreStore({ from: path, dir, key, stamp: "real", now });
  expect(await readdir(dir)).not.toContain("restore.partial");
  const store = await openReal(dir);
  expect(await store.tx((t) => t.reports.nextNumber("2611"))).toBe("R2611-0203");
  await store.close();
});

it("a restore that is cut once it has begun to move files opens as no station until it is done again", async () => {
  const { dir, path } = await backedUp();
  for (let cutAt = 1; ; cutAt++) {
    let renames = 0;
    const cut: Files = {
      ...diskFiles,
      async rename(from, to) {
        // The first puts the mark in its place.
        if (++renames > cutAt) throw new Error("cut");
        await diskFiles.rename(from, to);
      },
    };
    const later = new Date(now.getTime() + cutAt);
    const done = await restoreStore({ from: path, dir, key, stamp: "real", now: later, files: cut }).then(
      () => true,
      () => false,
    );
    if (done) break;
    await expect(openReal(dir)).rejects.toMatchObject({
      exitCode: 4,
      message: expect.stringMatching(/restore/),
    });
    await expect(verifyVerb(verbOptions(dir, now))).rejects.toMatchObject({ exitCode: 4 });
    expect(cutAt).toBeLessThan(20);
  }
  expect((await readdir(dir)).filter((name) => name.startsWith("rest"))).toEqual([]);
  const store = await openReal(dir);
  expect(await store.tx((t) => t.reports.nextNumber("2611"))).toBe("R2611-0403");
  await store.close();
});
