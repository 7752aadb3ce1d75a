import { expect, it } from "vitest";
import type { AuditRecord } from "../../src/domain/audit.ts";
import { diskFiles, type Files } from "../../src/store/lowdb/disk/files.ts";
import { openStore } from "../../src/store/lowdb/lowdb-store.ts";
import type { Migration } from "../../src/store/lowdb/tables/migration.ts";
import { migrations } from "../../src/store/lowdb/tables/migrations.ts";
import { createRandom, createSimDisk } from "../crash/sim-disk.ts";
import { disk, full, fullWhile, gate, holder, turns } from "./faulty-disk.ts";
import { key, openReal, quiet, temporaryFolder } from "./folder.ts";

/** A disk without room in the middle of what has several steps. */

const at = "2026-11-23T00:00:00.000Z";
const hold = async () => ({ release: async () => {} });
const stillClock = { now: () => new Date("2026-11-23T00:00:00Z"), after: () => () => {} };
const said: AuditRecord = {
  at: "2026-11-23T00:00:00.000Z",
  actor: { system: "test" },
  action: "tested",
  subject: { kind: "report", id: "r" },
};

it("a manifest whose folder could not be synced ends the process: nothing is cut off below what it names", async () => {
  const dir = await temporaryFolder();
  let renamed = false;
  const files: Files = {
    ...diskFiles,
    async rename(from, to) {
      await diskFiles.rename(from, to);
      if (to.endsWith("manifest.json")) renamed = true;
    },
    async syncFolder(folder) {
      if (renamed && folder === dir) throw full();
      await diskFiles.syncFolder(folder);
    },
  };
  await (await openReal(dir, { hold, clock: stillClock })).close();
  const failed: string[] = [];
  const store = await openReal(dir, {
    files,
    hold,
    clock: stillClock,
    onFatal: (error) => failed.push(error.reason),
  });
  await store.tx(async (t) => t.audit.append(said));
  await expect(store.checkpoint()).rejects.toThrow("may not last");
  expect(failed).toEqual(["failed"]);
  await expect(store.tx(async (t) => t.settings.put("k", "1"))).rejects.toThrow("failed");
  await store.close();
  const again = await openReal(dir, { hold, clock: stillClock });
  expect(await again.audit.of(said.subject, 9)).toHaveLength(1);
  await again.close();
});

it("a journal that was begun without room is gone for good, also through a power cut", async () => {
  for (let seed = 1; seed < 12; seed++) {
    const disk = createSimDisk(createRandom(seed));
    let fails = false;
    const files: Files = {
      ...disk.files,
      async syncFolder(folder) {
        if (fails && folder === "/data") {
          fails = false;
          throw full();
        }
        await disk.files.syncFolder(folder);
      },
    };
    const at = { dir: "/data", key, stamp: "real", logger: quiet, hold, clock: stillClock } as const;
    const store = await openStore({ ...at, files });
    await store.tx(async (t) => t.settings.put("k", "1"));
    fails = true;
    await store.checkpoint();
    await store.tx(async (t) => t.settings.put("k", "2"));
    const again = await openStore({ ...at, files: disk.survive().files });
    expect(await again.settings.get("k"), `seed ${seed}`).toBe("2");
  }
});

it("who writes when there is room again, before the half-written lines are cut off, need not wait for another", async () => {
  const dir = await temporaryFolder();
  let [isFull, cutOff] = [false, () => {}];
  const gate = new Promise<void>((resolve) => {
    cutOff = resolve;
  });
  let look = (): void => {};
  const clock = {
    now: () => new Date(),
    after(_: number, job: () => void) {
      look = job;
      return () => {};
    },
  };
  const files: Files = {
    ...diskFiles,
    async open(path, mode) {
      const file = await diskFiles.open(path, mode);
      return {
        ...file,
        write: (data, at) => (isFull && mode === "durable" ? Promise.reject(full()) : file.write(data, at)),
        async truncate(length) {
          if (isFull || mode === "durable") await gate;
          await file.truncate(length);
        },
      };
    },
  };
  const store = await openReal(dir, { files, hold, clock });
  isFull = true;
  const lost = store.tx(async (t) => t.settings.put("k", "1")).catch((error: Error) => error.message);
  await expect.poll(() => store.health().writable).toBe(false);
  isFull = false;
  look();
  await expect.poll(() => store.health().writable).toBe(true);
  const kept = store.tx(async (t) => t.settings.put("k", "2"));
  await new Promise((resolve) => setImmediate(resolve));
  cutOff();
  expect(await lost).toContain("full");
  await kept;
  await store.close();
  const again = await openReal(dir, { hold });
  expect(await again.settings.get("k")).toBe("2");
  await again.close();
});

it("a checkpoint that found no room is not tried every minute: each try takes what the journal needs", async () => {
  const dir = await temporaryFolder();
  const due: { at: number; job: () => void }[] = [];
  let now = 0;
  const clock = {
    now: () => new Date(Date.UTC(2026, 10, 23) + now),
    after(ms: number, job: () => void) {
      const entry = { at: now + ms, job };
      due.push(entry);
      return () => {
        due.splice(due.indexOf(entry), 1);
      };
    },
  };
  let [isFull, tries] = [false, 0];
  const files: Files = {
    ...diskFiles,
    async open(path, mode) {
      if (isFull && path.includes("/shards/")) {
        tries++;
        throw full();
      }
      return diskFiles.open(path, mode);
    },
  };
  const store = await openReal(dir, { files, hold, clock });
  await store.tx(async (t) => t.settings.put("k", "1"));
  isFull = true;
  for (; now < 30 * 60_000; now += 10_000) {
    for (const { job } of due.filter(({ at }) => at <= now).splice(0)) job();
    for (const entry of due.filter(({ at }) => at <= now)) due.splice(due.indexOf(entry), 1);
    // Behind the checkpoint that the clock may have begun.
    await store.withoutCheckpoints(async () => {});
  }
  expect(tries).toBeGreaterThan(0);
  expect(tries).toBeLessThan(4);
  isFull = false;
  await store.close();
  const again = await openReal(dir, { hold });
  expect(await again.settings.get("k")).toBe("1");
  await again.close();
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
