import { join } from "node:path";
import { createSealer } from "../../../lib/sealing.ts";
import { type Manifest, readManifest } from "../checkpoint/manifest.ts";
import { diskFiles, type Files } from "../disk/files.ts";
import { damaged, explained } from "../disk/open-failure.ts";
import { replaceSafely, writeFully } from "../disk/whole-files.ts";
import { frame } from "../journal/frame.ts";
import { journalName } from "../journal/journal-file.ts";
import { holdFolder } from "../lock/lock.ts";
import { folders, halfRestored, inspectFolder, loadFolder } from "../open-folder.ts";
import { migrations } from "../tables/migrations.ts";
import { createTables } from "../tables/tables.ts";
import { type BackupIndex, checkBackup } from "./backup-index.ts";
import { copyFile, removeCopy } from "./copy.ts";
import { type Verification, verifyFolder } from "./verify.ts";

export interface RestoreOptions {
  /** One backup: a folder with `backup.json`. */
  readonly from: string;
  /** The data folder; what is in it is moved into a folder beside, not deleted. */
  readonly dir: string;
  readonly key: Uint8Array;
  readonly stamp: "demo" | "real";
  readonly now: Date;
  /** Of the time that a lock says it is held from. */
  readonly timezone?: string;
  readonly files?: Files;
  readonly hold?: typeof holdFolder;
}

export interface Restored {
  readonly at: string;
  /** Where the data went that was there before. */
  readonly movedTo?: string;
  /** How many report numbers were left out, since those after the backup were given out already. */
  readonly skipped: number;
  readonly verification: Verification;
}

/** Reports a station may get in a day, at the most: numbers given out after the backup must not come again. */
const numbersADay = 200;

/**
 * Puts a backup in place of the data folder's content. Refuses a folder in use, and a backup that is not whole: what
 * was there is moved only when the copy is complete, read back, and would open.
 */
export async function restoreStore(options: RestoreOptions): Promise<Restored> {
  const {
    from,
    dir,
    key,
    stamp,
    now,
    files = diskFiles,
    hold = holdFolder,
    timezone = "Asia/Shanghai",
  } = options;
  const index = await explained(from, () => checkBackup(files, from, now), "备份文件夹");
  const schema = migrations.length + 1;
  await inspectFolder(files, from, { schema, stamp, key: createSealer(key).fingerprint });
  await files.makeFolder(dir);
  const lock = await hold({ dir, answer: async () => "jingmin", onLost: () => {}, timezone });
  try {
    const copy = join(dir, "restore.partial");
    // What an earlier restore left, cut short, would be taken for a part of this one.
    await removeCopy(files, copy);
    const skipped = await makeCopy(files, from, copy, index, now).catch(async (error: unknown) => {
      await removeCopy(files, copy);
      throw error;
    });
    const movedTo = await putInPlace(files, dir, copy, now);
    const verification = await verifyFolder({ dir, files, key });
    return { at: index.at, ...(movedTo !== undefined && { movedTo }), skipped, verification };
  } finally {
    await lock.release();
  }
}

/** Gives how many numbers it skips. */
async function makeCopy(
  files: Files,
  from: string,
  copy: string,
  index: BackupIndex,
  now: Date,
): Promise<number> {
  for (const folder of folders) await files.makeFolder(join(copy, folder));
  for (const { path, bytes, sha256 } of index.files) {
    const read = await copyFile(files, join(from, path), join(copy, path), bytes);
    if (read !== sha256) throw damaged(join(from, path), 0, "两次读出来不一样");
  }
  for (const folder of folders) await files.syncFolder(join(copy, folder));
  const days = (now.getTime() - Date.parse(index.at)) / 86_400_000;
  const skipped = numbersADay * Math.ceil(days + 1);
  await skipNumbers(files, copy, skipped, monthsBetween(Date.parse(index.at), now.getTime()));
  await files.syncFolder(copy);
  return skipped;
}

/** Gives where the old data went. */
async function putInPlace(files: Files, dir: string, copy: string, now: Date): Promise<string | undefined> {
  const mark = join(dir, halfRestored);
  await replaceSafely(files, mark, [Buffer.from(`${now.toISOString()}\n`)]);
  const movedTo = await moveAside(files, dir, now);
  for (const name of await files.list(copy)) await files.rename(join(copy, name), join(dir, name));
  await files.syncFolder(dir);
  await files.removeFolder(copy);
  await files.unlink(mark);
  await files.syncFolder(dir);
  return movedTo;
}

async function moveAside(files: Files, dir: string, now: Date): Promise<string | undefined> {
  const own = /^(manifest\.json|watermark|journal-.*|shards|archive|audit|attachments)$/;
  const names = (await files.list(dir)).filter((name) => own.test(name));
  if (names.length === 0) return undefined;
  const aside = join(dir, `before-restore-${now.toISOString().replace(/[-:.]/g, "")}`);
  await files.makeFolder(aside);
  for (const name of names) await files.rename(join(dir, name), join(aside, name));
  await files.syncFolder(aside);
  await files.syncFolder(dir);
  return aside;
}

/** Months (`2612`) that were begun, in any zone, since the backup: numbers of theirs may have been given out, too. */
function monthsBetween(from: number, to: number): string[] {
  const months = new Set<string>();
  const zones = 14 * 3_600_000;
  for (let at = from - zones; at < to + zones; at += zones)
    months.add(new Date(at).toISOString().slice(2, 7));
  months.add(new Date(to + zones).toISOString().slice(2, 7));
  return [...months].map((month) => month.replace("-", ""));
}

/** One more line at the end of the journal, which lets every month's running number leap. */
async function skipNumbers(files: Files, dir: string, by: number, months: string[]): Promise<void> {
  const manifest = (await readManifest(files, dir)) as Manifest;
  const state = createTables();
  const { recovered } = await loadFolder(files, dir, manifest, state, undefined);
  const known = new Map([...state.counters.rows()].map(({ id, last }) => [id, last]));
  for (const month of months) if (!known.has(month)) known.set(month, 0);
  const ops = [...known].map(([id, last]) => ["counters", id, { id, last: last + by }]);
  // A backup ends where its journal is durable: a line written behind half a line would go with it at the start.
  const torn = recovered.torn.find(({ from }) => from > 0);
  if (torn) throw damaged(join(dir, torn.name), torn.from, "日志断在半行");
  // An older backup may end with a journal that never got its header.
  const headless = recovered.torn.some(({ from }) => from === 0);
  if (headless) await files.unlink(join(dir, journalName(recovered.number)));
  const path = join(dir, journalName(recovered.number - (headless ? 1 : 0)));
  const file = await files.open(path, "edit");
  try {
    const line = frame({ seq: recovered.seq + 1, durable: recovered.seq, ops });
    await writeFully(file, line, (await files.size(path)) ?? 0);
    await file.datasync();
  } finally {
    await file.close();
  }
}
