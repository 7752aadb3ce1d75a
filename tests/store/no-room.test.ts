import { expect, it } from "vitest";
import type { AuditRecord } from "../../src/domain/audit.ts";
import { diskFiles, type Files } from "../../src/store/lowdb/disk/files.ts";
import { openStore } from "../../src/store/lowdb/lowdb-store.ts";
import { createRandom, createSimDisk } from "../crash/sim-disk.ts";
import { key, openReal, quiet, temporaryFolder } from "./folder.ts";

/** A disk without room in the middle of what has several steps. */

const full = () => Object.assign(new Error("no room"), { code: "ENOSPC" });
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
