import { join } from "node:path";
import { isWithin } from "../../../lib/paths.ts";
import { inZone } from "../../../lib/time.ts";
import { type Manifest, readManifest } from "../checkpoint/manifest.ts";
import { diskFiles, type Files } from "../disk/files.ts";
import { damaged, explained, OpenFailure } from "../disk/open-failure.ts";
import { replaceSafely } from "../disk/whole-files.ts";
import type { FolderStore } from "../folder-store.ts";
import { journalName } from "../journal/journal-file.ts";
import { folders } from "../open-folder.ts";
import { type BackupIndex, checkBackup, indexName, indexText, readIndex } from "./backup-index.ts";
import { copyFile, removeCopy } from "./copy.ts";

/** What the folder's name ends in of a backup, or a removal of one, that is not done. */
export const unfinished = ".partial";

export interface Backup {
  readonly path: string;
  readonly index: BackupIndex;
  readonly bytes: number;
}

export interface BackupOptions {
  /** Folder to put backups in, on any disk; made where it is missing. */
  readonly to: string;
  readonly now: Date;
  /** Zone of the time in the backup's name. */
  readonly timezone: string;
  readonly files?: Files;
}

/**
 * Copies a running store without stopping it: checkpoints wait meanwhile, so that no file is replaced between two
 * that are copied; of the journal, what is durable. Only files of the store are copied: never a key that lies near.
 */
export async function backupStore(store: FolderStore, options: BackupOptions): Promise<Backup> {
  const { files = diskFiles, to } = options;
  if (isWithin(store.dir, to)) {
    const message = `备份不能放在数据文件夹 ${store.dir} 里面：这块盘坏了，备份也就没有了。请换一个文件夹。`;
    throw new OpenFailure("other", message);
  }
  const copy = () => store.withoutCheckpoints((durable) => copyStore(files, store.dir, durable, options));
  return explained(to, copy, "备份文件夹");
}

/** Copies a store that nobody writes to, or not beyond `durable`. */
export async function copyStore(
  files: Files,
  dir: string,
  durable: { journal: number; bytes: number },
  options: Omit<BackupOptions, "files"> & { readonly through?: number },
): Promise<Backup> {
  const manifest = await readManifest(files, dir);
  if (!manifest) throw damaged(join(dir, "manifest.json"), 0, "没有清单");
  const path = await freePath(files, options);
  // Until it is whole and verified it bears another name, which rotation and restore pass by.
  const partial = path + unfinished;
  const items = await itemsOf(files, dir, manifest, durable);
  const copied: { path: string; bytes: number; sha256: string }[] = [];
  const index: BackupIndex = {
    at: options.now.toISOString(),
    instance: manifest.instance,
    stamp: manifest.stamp,
    schema: manifest.schema,
    seq: manifest.seq,
    ...(options.through !== undefined && { through: options.through }),
    files: copied,
  };
  try {
    for (const folder of folders) await files.makeFolder(join(partial, folder));
    for (const item of items) {
      const sha256 = await copyFile(files, join(dir, item.path), join(partial, item.path), item.bytes);
      copied.push({ ...item, sha256 });
    }
    await replaceSafely(files, join(partial, indexName), [indexText(index)]);
    for (const folder of folders) await files.syncFolder(join(partial, folder));
    await files.syncFolder(partial);
    await checkBackup(files, partial, options.now).catch((cause: unknown) => {
      const message = `备份写到 ${options.to}，读回来却不一样：这块盘靠不住，请换一块盘。`;
      throw new OpenFailure("other", message, undefined, { cause });
    });
  } catch (error) {
    // A stick that is full, or reads back wrongly, should not fill up with what is no backup.
    await removeCopy(files, partial);
    throw error;
  }
  await files.rename(partial, path);
  await files.syncFolder(options.to);
  return { path, index, bytes: copied.reduce((sum, { bytes }) => sum + bytes, 0) };
}

/** By the station's time. */
function nameAt(at: Date, timezone: string): string {
  return `jingmin-${inZone(at, timezone).format("YYYYMMDD-HHmmss")}`;
}

/** Two in one second get two names. */
async function freePath(files: Files, { to, now, timezone }: Omit<BackupOptions, "files">): Promise<string> {
  const name = nameAt(now, timezone);
  const taken = new Set(await files.list(to));
  for (let i = 2, free = name; ; free = `${name}-${i++}`) if (!taken.has(free)) return join(to, free);
}

async function itemsOf(
  files: Files,
  dir: string,
  manifest: Manifest,
  durable: { journal: number; bytes: number },
): Promise<{ path: string; bytes: number }[]> {
  const items: { path: string; bytes: number }[] = [];
  for (const { file, bytes } of Object.values(manifest.shards)) items.push({ path: file, bytes });
  for (const { file, bytes } of manifest.audit.files) items.push({ path: file, bytes });
  for (let number = manifest.journal; number <= durable.journal; number++) {
    const path = journalName(number);
    const bytes = number === durable.journal ? durable.bytes : ((await files.size(join(dir, path))) ?? 0);
    // A rotation that was cut short left a journal without a header: nothing is in it, and nothing may follow it.
    if (bytes > 0) items.push({ path, bytes });
  }
  for (const name of await files.list(join(dir, "attachments"))) {
    if (!/^[0-9a-f]{64}$/.test(name)) continue;
    items.push({
      path: `attachments/${name}`,
      bytes: (await files.size(join(dir, "attachments", name))) ?? 0,
    });
  }
  items.push({ path: "manifest.json", bytes: (await files.size(join(dir, "manifest.json"))) ?? 0 });
  return items;
}

/**
 * The scheduled backup: into a folder that is there already, since one made where the stick is not plugged in would lie
 * on the system's disk. Once it succeeded, the oldest backups of this same store beyond `keep` are removed.
 */
export async function backupAndRotate(
  store: FolderStore,
  options: BackupOptions & { readonly keep: number },
): Promise<Backup & { removed: string[] }> {
  const { files = diskFiles, to, keep } = options;
  if ((await files.size(to)) === undefined)
    throw new OpenFailure("other", `备份文件夹 ${to} 不在：盘没插好，或还没有建。`);
  const backup = await backupStore(store, options);
  const mine: string[] = [];
  for (const name of await files.list(to)) {
    if (!/^jingmin-\d{8}-\d{6}(-\d+)?$/.test(name)) continue;
    if ((await readIndex(files, join(to, name)))?.instance === backup.index.instance) mine.push(name);
  }
  // Never the one just made: where the clock once ran ahead, older ones bear later names.
  const others = mine.filter((name) => join(to, name) !== backup.path);
  const removed = others.slice(0, Math.max(0, others.length + 1 - Math.max(1, keep)));
  for (const name of removed) {
    // Another name first: what is left of a removal cut short is no backup any more, and goes the next day.
    await files.rename(join(to, name), join(to, name + unfinished));
    await removeCopy(files, join(to, name + unfinished));
  }
  await removeUnfinished(files, options);
  await files.syncFolder(to);
  return { ...backup, removed };
}

/** What backups and removals left that were cut short; of another station, one may be under way just now. */
async function removeUnfinished(files: Files, { to, now, timezone }: BackupOptions): Promise<void> {
  const yesterday = nameAt(new Date(now.getTime() - 86_400_000), timezone);
  for (const name of await files.list(to)) {
    if (/^jingmin-\d{8}-\d{6}(-\d+)?\.partial$/.test(name) && name < yesterday)
      await removeCopy(files, join(to, name));
  }
}
