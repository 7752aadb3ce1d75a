import { createHash } from "node:crypto";
import { appendFile, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { verifyVerb } from "../../src/cli/store-verbs.ts";
import type { Slot } from "../../src/domain/alerts.ts";
import type { Report } from "../../src/domain/reports.ts";
import { backupAndRotate, backupStore } from "../../src/store/lowdb/backup/backup.ts";
import { restoreStore } from "../../src/store/lowdb/backup/restore.ts";
import { verifyFolder } from "../../src/store/lowdb/backup/verify.ts";
import { diskFiles, type Files } from "../../src/store/lowdb/disk/files.ts";
import type { OpenOptions } from "../../src/store/lowdb/folder-store.ts";
import { openStore } from "../../src/store/lowdb/lowdb-store.ts";
import type { Migration } from "../../src/store/lowdb/tables/migration.ts";
import { migrations } from "../../src/store/lowdb/tables/migrations.ts";
import { createRandom, createSimDisk } from "../crash/sim-disk.ts";
import { key, openReal, quiet, storedPhoto, temporaryFolder, verbOptions } from "./folder.ts";

const timezone = "Asia/Shanghai";
const at = "2026-11-23T00:00:00.000Z";
const full = () => Object.assign(new Error("no room"), { code: "ENOSPC" });
const turns = async (n: number) => {
  for (let i = 0; i < n; i++) await new Promise((resolve) => setImmediate(resolve));
};
/** A promise to wait for, and what ends the wait. */
function gate() {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}
const free = { release: async () => {} };
/** Takes no lock; `lose` is what the lock would say if another took the folder. */
function holder() {
  const held = { lose: () => {} };
  const hold: NonNullable<OpenOptions["hold"]> = async ({ onLost }) => {
    held.lose = onLost;
    return free;
  };
  return { held, hold };
}
/** The disk, but for the opening of files that `fault` is told of. */
function disk(fault: (path: string, mode: string) => Promise<void> | void): Files {
  return {
    ...diskFiles,
    async open(path, mode) {
      await fault(path, mode);
      return diskFiles.open(path, mode);
    },
  };
}

/** Takes nothing more into journals while `isFull`. */
function fullWhile(isFull: () => boolean, files = diskFiles): Files {
  return {
    ...files,
    async open(path, mode) {
      const file = await files.open(path, mode);
      const write = (data: Uint8Array, position: number) =>
        isFull() && mode === "durable" ? Promise.reject(full()) : file.write(data, position);
      return { ...file, write };
    },
  };
}

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

it("who lost the folder in the middle of a checkpoint changes nothing of the new holder's", async () => {
  const dir = await temporaryFolder();
  const [reached, go] = [gate(), gate()];
  const files = disk(async (path) => {
    if (!path.includes("/shards/")) return;
    reached.open();
    await go.opened;
  });
  const { held, hold } = holder();
  const old = await openReal(dir, { files, hold });
  await old.tx(async (t) => {
    t.settings.put("a", "1");
    t.audit.append({ at, actor: { system: "x" }, action: "a", subject: { kind: "system", id: "s" } });
  });
  const checkpoint = old.checkpoint().catch((error: Error) => error);
  await reached.opened;
  const next = await openReal(dir, { hold: async () => free });
  await next.tx(async (t) => t.settings.put("b", "1"));
  await next.checkpoint();
  await next.tx(async (t) => t.settings.put("c", "1"));
  held.lose();
  expect(old.health().fault).toBe("fsync-failed");
  go.open();
  expect(await checkpoint).toBeInstanceOf(Error);
  await next.close({ checkpoint: false });
  const again = await openReal(dir);
  const seen = await Promise.all(["a", "b", "c"].map((name) => again.settings.get(name)));
  await again.close();
  expect(seen).toEqual(["1", "1", "1"]);
  expect((await verifyFolder({ dir, key })).problems).toEqual([]);
});

it("a folder that is lost while it is opened is written to by nobody who lost it", async () => {
  const dir = await temporaryFolder();
  const onFatal = vi.fn();
  const hold: NonNullable<OpenOptions["hold"]> = async ({ onLost }) => {
    setImmediate(onLost);
    return free;
  };
  const store = await openReal(dir, { hold, onFatal });
  expect(onFatal).toHaveBeenCalledOnce();
  await expect(store.tx(async (t) => t.settings.put("k", "1"))).rejects.toMatchObject({ reason: "failed" });
  await store.close({ checkpoint: false });
});

it("a look for room that ends after the disk failed does not make the store writable again", async () => {
  const dir = await temporaryFolder();
  const go = gate();
  let isFull = false;
  const files = disk(async (path) => {
    if (path.endsWith("probe.tmp")) await go.opened;
  });
  const looked = gate();
  const failing: Files = {
    ...fullWhile(() => isFull, files),
    async unlink(path) {
      await diskFiles.unlink(path);
      if (path.endsWith("probe.tmp")) looked.open();
    },
  };
  const due: (() => void)[] = [];
  const after = (_: number, job: () => void) => {
    due.push(job);
    return () => {};
  };
  const clock = { now: () => new Date(at), after };
  const { held, hold } = holder();
  const store = await openReal(dir, { files: failing, hold, clock });
  isFull = true;
  await expect(store.tx(async (t) => t.settings.put("k", "1"))).rejects.toMatchObject({ reason: "full" });
  isFull = false;
  due.at(-1)?.();
  await turns(5);
  held.lose();
  go.open();
  await looked.opened;
  await turns(5);
  expect(store.health().fault).toBe("fsync-failed");
  await store.close({ checkpoint: false });
});

it("a rotation that finds no room only at its sync leaves nothing that stops the next start", async () => {
  const dir = await temporaryFolder();
  let fails = false;
  const files: Files = {
    ...diskFiles,
    async syncFolder(folder) {
      if (fails && folder === dir) {
        fails = false;
        throw full();
      }
      return diskFiles.syncFolder(folder);
    },
  };
  const store = await openReal(dir, { files });
  await store.tx(async (t) => t.settings.put("k", "1"));
  fails = true;
  await store.checkpoint();
  expect(fails).toBe(false);
  await store.tx(async (t) => t.settings.put("k", "2"));
  await store.close({ checkpoint: false });
  const again = await openReal(dir);
  expect(await again.settings.get("k")).toBe("2");
  await again.close();
});

it("a rotation that finds no room for its header leaves no file open", async () => {
  const dir = await temporaryFolder();
  const open = new Set<string>();
  const counting: Files = {
    ...diskFiles,
    async open(path, mode) {
      const file = await diskFiles.open(path, mode);
      open.add(path);
      const close = async () => {
        open.delete(path);
        await file.close();
      };
      return { ...file, close };
    },
  };
  let isFull = false;
  const store = await openReal(dir, { files: fullWhile(() => isFull, counting) });
  await store.tx(async (t) => t.settings.put("k", "1"));
  const before = [...open];
  isFull = true;
  await store.checkpoint();
  expect([...open]).toEqual(before);
  isFull = false;
  await store.close();
});

it("a migration for which there is no room is refused, and done once when there is", async () => {
  const dir = await temporaryFolder();
  const before = await openReal(dir);
  await before.tx(async (t) => t.settings.put("old", "1"));
  await before.close();
  const step: Migration = (table, row) => [
    [table, table === "settings" ? { ...row, value: `${row.value}+` } : row],
  ];
  const more = { migrations: [...migrations, step] };
  let isFull = true;
  const files = disk((path) => {
    if (isFull && path.startsWith(`${dir}/shards/`)) throw full();
  });
  await expect(openReal(dir, { ...more, files })).rejects.toThrow();
  isFull = false;
  const store = await openReal(dir, { ...more, files });
  expect(await store.settings.get("old")).toBe("1+");
  await store.close();
});

it("what a transaction only read, and a full disk took back meanwhile, is no answer", async () => {
  const dir = await temporaryFolder();
  let isFull = false;
  const store = await openReal(dir, { files: fullWhile(() => isFull) });
  isFull = true;
  const lost = store.tx(async (t) => t.settings.put("k", "lost"));
  const read = store.tx(async (t) => {
    const value = await t.settings.get("k");
    await lost.catch(() => {});
    return value;
  });
  await expect(lost).rejects.toMatchObject({ reason: "full" });
  await expect(read).rejects.toMatchObject({ reason: "full" });
  await store.close({ checkpoint: false });
});

it("slots that a checkpoint archives while they are asked for are among the answer", async () => {
  const dir = await temporaryFolder();
  const [started, reading] = [gate(), gate()];
  let slow = false;
  const files: Files = {
    ...diskFiles,
    async read(path) {
      const bytes = await diskFiles.read(path);
      if (slow && path.includes("/archive/")) {
        started.open();
        await reading.opened;
      }
      return bytes;
    },
  };
  let now = new Date("2026-11-24T00:00:00Z");
  const store = await openReal(dir, { files, clock: { now: () => now, after: () => () => {} } });
  const days = ["2026-08-01", "2026-09-01", "2026-10-01", "2026-11-20"];
  await store.tx(async (t) => {
    for (const day of days) {
      const due = `${day}T00:00:00.000Z`;
      const slot: Slot = {
        key: `daily@${due}`,
        schedule: "daily",
        series: "daily",
        due,
        state: "missed",
        reason: "too-late",
        at: due,
      };
      t.slots.put(slot);
    }
  });
  await store.checkpoint();
  now = new Date("2027-01-20T00:00:00Z");
  slow = true;
  const asked = store.slots.since("2026-01");
  await started.opened;
  slow = false;
  await store.checkpoint();
  reading.open();
  expect(await asked).toHaveLength(days.length);
  await store.close();
});

it("a picture that is still in use is not erased for an erasure that a full disk takes back", async () => {
  const dir = await temporaryFolder();
  const go = gate();
  let during = (): void => {};
  let isFull = false;
  const files: Files = {
    ...diskFiles,
    async open(path, mode) {
      const file = await diskFiles.open(path, mode);
      return {
        ...file,
        async write(data, position) {
          if (path.includes("/shards/")) {
            during();
            during = () => {};
            await turns(5);
          }
          if (isFull && mode === "durable") {
            await go.opened;
            throw full();
          }
          return file.write(data, position);
        },
      };
    },
  };
  const store = await openReal(dir, { files });
  const content = Buffer.from("a picture");
  const hash = createHash("sha256").update(content).digest("hex");
  await writeFile(join(dir, "attachments", hash), content);
  await store.tx(async (t) => {
    for (const id of ["a1", "a2"]) t.attachments.put({ ...storedPhoto(id, hash), size: content.length });
  });
  await store.checkpoint();
  await store.tx(async (t) => t.attachments.erase("a1"));
  let second: Promise<unknown> = Promise.resolve();
  during = () => {
    isFull = true;
    second = store.tx(async (t) => t.attachments.erase("a2")).catch((error) => error);
  };
  await store.checkpoint();
  go.open();
  expect(await second).toMatchObject({ reason: "full" });
  await store.close({ checkpoint: false });
  expect((await verifyFolder({ dir, key })).problems).toEqual([]);
});

it("an erased picture stays erased through a power cut after the checkpoint", async () => {
  for (let seed = 1; seed <= 12; seed++) {
    const simulated = createSimDisk(createRandom(seed));
    const { files } = simulated;
    const clock = { now: () => new Date(at), after: () => () => {} };
    const options = {
      dir: "/data",
      key,
      stamp: "real",
      logger: quiet,
      clock,
      hold: async () => free,
    } as const;
    const store = await openStore({ ...options, files });
    const hash = "ab".repeat(32);
    const file = await files.open(`/data/attachments/${hash}`, "create");
    await file.write(Buffer.from("x"), 0);
    await file.datasync();
    await file.close();
    await files.syncFolder("/data/attachments");
    await store.tx(async (t) => t.attachments.put(storedPhoto("a1", hash)));
    await store.checkpoint();
    await store.tx(async (t) => t.attachments.erase("a1"));
    await store.checkpoint();
    expect(await simulated.survive().files.list("/data/attachments"), `seed ${seed}`).toEqual([]);
  }
});

it("erased words leave a torn tail, too, where the checkpoint is cut off after its manifest", async () => {
  const dir = await temporaryFolder();
  const report: Report = {
    id: "01M85AKZ12XB2ZCS26AB6YP910",
    number: "R2611-0001",
    category: "help",
    status: "received",
    priority: "normal",
    reporter: "p",
    attachments: [],
    receivedAt: at,
    updatedAt: at,
    lastSaidAt: at,
  };
  const said = { id: report.id, report: report.id, at, by: "resident", kind: "said" } as const;
  const first = await openReal(dir);
  await first.tx(async (t) => {
    t.reports.put(report);
    t.reports.append({ ...said, text: "不能留下的话" });
  });
  await first.close({ checkpoint: false });
  const journal = (await readdir(dir)).findLast((name) => name.startsWith("journal-")) as string;
  await appendFile(join(dir, journal), '{"c":"不能留下的话');
  const cut = gate();
  let isCut = false;
  const files: Files = {
    ...diskFiles,
    async rename(from, to) {
      await diskFiles.rename(from, to);
      if (!isCut || !to.endsWith("manifest.json")) return;
      cut.open();
      await new Promise(() => {});
    },
  };
  const second = await openReal(dir, { files, hold: async () => free });
  await second.tx(async (t) => t.reports.erase(report.id));
  isCut = true;
  void second.checkpoint();
  await cut.opened;
  const third = await openReal(dir, { hold: async () => free });
  await third.tx(async (t) => t.settings.put("k", "v"));
  await third.checkpoint();
  await third.close();
  for (const entry of await readdir(dir, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const bytes = await readFile(join(entry.parentPath, entry.name));
    expect(bytes.includes("不能留下的话"), entry.name).toBe(false);
  }
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
