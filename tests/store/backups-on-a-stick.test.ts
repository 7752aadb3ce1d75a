import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { verifyVerb } from "../../src/cli/store-verbs.ts";
import { backupAndRotate, backupStore } from "../../src/store/lowdb/backup/backup.ts";
import { restoreStore } from "../../src/store/lowdb/backup/restore.ts";
import { diskFiles, type Files } from "../../src/store/lowdb/disk/files.ts";
import { free, gate } from "./faulty-disk.ts";
import { key, openReal, temporaryFolder, verbOptions } from "./folder.ts";

/** Backups to a disk that can be pulled out, read wrongly or run full, and what comes of them. */

const timezone = "Asia/Shanghai";
const at = "2026-11-23T00:00:00.000Z";

it("after a restore no number comes twice, also of a month that began since the backup", async () => {
  const [dir, usb] = [await temporaryFolder(), await temporaryFolder()];
  const store = await openReal(dir);
  await store.tx((t) => t.reports.nextNumber("2611"));
  const { path } = await backupStore(store, { to: usb, now: new Date("2026-11-30T15:00:00Z"), timezone });
  const given = await store.tx((t) => t.reports.nextNumber("2612"));
  await store.close();
  await restoreStore({ from: path, dir, key, stamp: "real", now: new Date("2026-12-01T10:00:00Z") });
  const again = await openReal(dir);
  expect(await again.tx((t) => t.reports.nextNumber("2612"))).not.toBe(given);
  await again.close();
});

it("the rotation of backups keeps the one just made, though older ones bear later names", async () => {
  const [dir, usb] = [await temporaryFolder(), await temporaryFolder()];
  const store = await openReal(dir);
  const backup = (now: string) => backupAndRotate(store, { to: usb, keep: 2, timezone, now: new Date(now) });
  await backup("2031-01-01T00:00:00Z");
  await backup("2031-01-02T00:00:00Z");
  const { path } = await backup("2026-11-23T00:00:00Z");
  await store.close();
  expect((await readdir(usb)).map((name) => join(usb, name))).toContain(path);
  expect(await readdir(usb)).toHaveLength(2);
});

it("verify finds that a backup's journal lost its last line", async () => {
  const [dir, usb] = [await temporaryFolder(), await temporaryFolder()];
  const store = await openReal(dir);
  for (const value of ["1", "2"]) await store.tx(async (t) => t.settings.put("k", value));
  const { path } = await backupStore(store, { to: usb, now: new Date(at), timezone });
  await store.close();
  const verify = () => verifyVerb(verbOptions(dir, new Date(at)), path);
  expect((await verify()).sound).toBe(true);
  const journal = join(path, (await readdir(path)).findLast((name) => name.startsWith("journal-")) as string);
  const lines = (await readFile(journal, "utf8")).trimEnd().split("\n");
  await writeFile(journal, `${lines.slice(0, -1).join("\n")}\n`);
  expect((await verify()).sound).toBe(false);
});

it("a backup that reads back wrongly leaves nothing on the stick", async () => {
  const [dir, usb] = [await temporaryFolder(), await temporaryFolder()];
  const files: Files = {
    ...diskFiles,
    async readPart(path, ...rest) {
      const bytes = await diskFiles.readPart(path, ...rest);
      if (path.includes(".partial/shards")) bytes[0] = (bytes[0] as number) ^ 1;
      return bytes;
    },
  };
  const store = await openReal(dir);
  await store.tx(async (t) => t.settings.put("k", "1"));
  await store.checkpoint();
  const options = { to: usb, keep: 1, timezone, now: new Date(at), files };
  // The data are sound: not the exit code that tells to restore.
  await expect(backupAndRotate(store, options)).rejects.toMatchObject({
    exitCode: 1,
    message: expect.stringMatching(/请换一块盘/),
  });
  await store.close();
  expect(await readdir(usb)).toEqual([]);
});

it("what backups and removals that were cut short left on the stick goes with a later one", async () => {
  const [dir, usb] = [await temporaryFolder(), await temporaryFolder()];
  const hold = async () => free;
  const store = await openReal(dir, { hold });
  const on = (day: number) => ({ to: usb, keep: 1, timezone, now: new Date(Date.UTC(2026, 10, day)) });
  await backupAndRotate(store, on(1));
  const never = gate();
  const cutAt = (isCut: (path: string) => boolean, how: "open" | "unlink"): [Files, Promise<void>] => {
    const reached = gate();
    const stop = async (path: string) => {
      if (!isCut(path)) return;
      reached.open();
      await never.opened;
    };
    const files: Files = {
      ...diskFiles,
      async open(path, mode) {
        if (how === "open") await stop(path);
        return diskFiles.open(path, mode);
      },
      async unlink(path) {
        if (how === "unlink") await stop(path);
        return diskFiles.unlink(path);
      },
    };
    return [files, reached.opened];
  };
  const [copying, begun] = cutAt((path) => path.includes(".partial/manifest"), "open");
  const other = await openReal(dir, { hold });
  void backupAndRotate(other, { ...on(2), files: copying });
  await begun;
  const [removing, half] = cutAt((path) => path.includes(usb), "unlink");
  void backupAndRotate(store, { ...on(3), files: removing });
  await half;
  const last = await openReal(dir, { hold });
  await backupAndRotate(last, on(5));
  expect(await readdir(usb)).toEqual(["jingmin-20261105-080000"]);
});
