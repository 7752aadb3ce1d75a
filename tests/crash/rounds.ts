import pino from "pino";
import type { Clock } from "../../src/lib/clock.ts";
import { backupStore } from "../../src/store/lowdb/backup/backup.ts";
import { checkBackup } from "../../src/store/lowdb/backup/backup-index.ts";
import { restoreStore } from "../../src/store/lowdb/backup/restore.ts";
import { verifyFolder } from "../../src/store/lowdb/backup/verify.ts";
import type { Files } from "../../src/store/lowdb/disk/files.ts";
import { OpenFailure } from "../../src/store/lowdb/disk/open-failure.ts";
import type { FolderStore, OpenOptions } from "../../src/store/lowdb/folder-store.ts";
import { openStore } from "../../src/store/lowdb/lowdb-store.ts";
import type { Migration } from "../../src/store/lowdb/tables/migration.ts";
import { migrations } from "../../src/store/lowdb/tables/migrations.ts";
import { type Expected, findLosses, startResidents } from "./residents.ts";
import { createRandom, createSimDisk, type Faults, type SimDisk } from "./sim-disk.ts";

export const key = new Uint8Array(32).fill(9);
const dir = "/data";

/** Time goes on, but wakes nobody: a store whose machine lost power must not come back by a timer. */
const stillClock: Clock = { now: () => new Date(), after: () => () => {} };

export interface Outcome {
  readonly acknowledged: number;
  readonly losses: readonly string[];
}

interface Wrong {
  readonly faults?: Faults;
  /** A store that is wrong, seen from the disk: what it does to it otherwise, or too early. */
  readonly wrong?: (files: Files) => Files;
}

function open(files: Files, rest: Partial<OpenOptions> = {}): Promise<FolderStore> {
  return openStore({
    dir,
    key,
    stamp: "real",
    logger: pino({ level: "silent" }),
    clock: stillClock,
    files,
    hold: async () => ({ release: async () => {} }),
    tuning: { entries: 1_000_000 },
    ...rest,
  });
}

export const kinds = [
  "power",
  "checkpoint",
  "rotation",
  "backup",
  "migration",
  "full-disk",
  "short-write",
  "fsync",
] as const;
export type Kind = (typeof kinds)[number];

const step: Migration = (table, row) => [[table, { ...row, migrated: true }]];
const steps = [...migrations, step];

/** Power cuts of one disk, one after another: what was acknowledged in any of them must be there after all. */
export async function runCuts(kind: Kind, seed: number, rounds: number, how: Wrong = {}): Promise<Outcome> {
  const random = createRandom(seed);
  const expected = new Map<string, Expected>();
  const losses: string[] = [];
  let disk = createSimDisk(random);
  for (let round = 0; round < rounds && losses.length === 0; round++) {
    Object.assign(disk.faults, how.faults);
    disk = await cutOnce(kind, disk, expected, random, how);
    const problem = await verifySurvivors(disk, expected);
    losses.push(...problem.map((p) => `seed ${seed}, round ${round}: ${p}`));
  }
  return { acknowledged: total(expected), losses };
}

async function cutOnce(
  kind: Kind,
  disk: SimDisk,
  expected: Map<string, Expected>,
  random: () => number,
  how: Wrong,
): Promise<SimDisk> {
  const files = how.wrong?.(disk.files) ?? disk.files;
  if (kind === "migration") {
    const store = await open(files);
    const residents = startResidents(store, 4, expected, random);
    await turns(100 + random() * 300);
    await residents.stop();
    await store.close({ checkpoint: random() < 0.5 });
    const cut = disk.cutAt(disk.operations() + Math.ceil(random() * 400));
    await Promise.race([cut, open(files, { migrations: steps }).then(() => turns(50))]);
    return undoMigration(disk.survive());
  }
  const opening = disk.cutAt(disk.operations() + Math.ceil(30 + random() * 900));
  if (kind !== "power") void disk.cutAt(Number.POSITIVE_INFINITY);
  const store = await Promise.race([open(files), opening]);
  if (!store) return disk.survive();
  const residents = startResidents(store, 8, expected, random);
  if (kind === "power") {
    // Checkpoints all the time beside the writers.
    void (async () => {
      for (;;) {
        await turns(random() * 150);
        await store.checkpoint();
      }
    })().catch(() => {});
    await opening;
    residents.halt();
    return disk.survive();
  }
  await turns(50 + random() * 200);
  const span = kind === "rotation" ? 8 : 200;
  const cut = disk.cutAt(disk.operations() + Math.ceil(random() * span));
  const job =
    kind === "backup"
      ? backupStore(store, { to: "/usb", now: new Date(), timezone: "Asia/Shanghai", files })
      : store.checkpoint();
  await Promise.race([cut, job.then(() => turns(random() * 100)).then(() => cut)]);
  residents.halt();
  return disk.survive();
}

/** The next round's store is of the old version again: the backup that the migration made is the way back. */
async function undoMigration(disk: SimDisk): Promise<SimDisk> {
  const { files } = disk;
  const store = await open(files, { migrations: steps });
  await store.close();
  const backups = (await files.list(`${dir}/before-migration`)).filter((name) => !name.endsWith(".partial"));
  const last = backups.at(-1);
  if (!last) throw new Error("a migration without a backup");
  await restoreStore({
    from: `${dir}/before-migration/${last}`,
    dir,
    key,
    stamp: "real",
    now: new Date(),
    files,
    hold: async () => ({ release: async () => {} }),
  });
  return disk;
}

async function verifySurvivors(disk: SimDisk, expected: Map<string, Expected>): Promise<string[]> {
  const { files } = disk;
  try {
    const store = await open(files);
    const losses = await findLosses(store, expected);
    await store.close({ checkpoint: false });
    const { problems } = await verifyFolder({ dir, key, files });
    for (const name of await files.list("/usb")) {
      if (!name.endsWith(".partial")) await checkBackup(files, `/usb/${name}`, new Date());
    }
    return [...losses, ...problems];
  } catch (error) {
    if (error instanceof OpenFailure) return [`does not open: ${error.message}`];
    throw error;
  }
}

/** A full disk at one write after another, short writes, or a failing fsync; then the power goes as well. */
export async function runFaults(kind: Kind, seed: number): Promise<Outcome> {
  const random = createRandom(seed);
  const expected = new Map<string, Expected>();
  const disk = createSimDisk(random);
  if (kind === "short-write") disk.faults.shortWrites = true;
  let fatal = false;
  const store = await open(disk.files, {
    onFatal: () => {
      fatal = true;
    },
    clock: {
      now: () => new Date(),
      after: (_ms, fn) => {
        const t = setTimeout(fn, 5);
        return () => clearTimeout(t);
      },
    },
    tuning: { entries: 20, restMs: 5, everyMs: 1_000_000 },
  });
  const residents = startResidents(store, 8, expected, random);
  await turns(100);
  if (kind === "full-disk") disk.faults.fullAtWrite = disk.writes() + 1 + Math.floor(random() * 40);
  if (kind === "fsync") disk.faults.failSync = disk.syncs() + 1 + Math.floor(random() * 30);
  await turns(400);
  if (kind === "full-disk") {
    delete disk.faults.fullAtWrite;
    for (let i = 0; i < 200 && !store.health().writable; i++) await new Promise((r) => setTimeout(r, 5));
    if (!store.health().writable)
      return { acknowledged: 0, losses: [`seed ${seed}: did not recover (${store.health().fault})`] };
    await turns(200);
  }
  if (kind === "fsync" && !fatal)
    return { acknowledged: 0, losses: [`seed ${seed}: a failed fsync went unnoticed`] };
  await residents.stop();
  const next = disk.survive();
  return {
    acknowledged: total(expected),
    losses: (await verifySurvivors(next, expected)).map((l) => `seed ${seed}: ${l}`),
  };
}

function total(expected: Map<string, Expected>): number {
  return [...expected.values()].reduce((sum, { acknowledged }) => sum + acknowledged, 0);
}

async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
}
