import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join, posix } from "node:path";
import { pipeline } from "node:stream/promises";
import { extract, pack } from "tar-stream";
import { type AgeOpener, type AgeSecret, decrypted, encrypted } from "../../../lib/age.ts";
import { isWithin } from "../../../lib/paths.ts";
import { diskFiles } from "../disk/files.ts";
import { explained, OpenFailure } from "../disk/open-failure.ts";
import type { FolderStore } from "../folder-store.ts";
import { type Backup, type BackupOptions, copyStore, unfinished } from "./backup.ts";
import { indexName } from "./backup-index.ts";

/** What a sealed backup's name ends in: a tar of the backup's folder, encrypted by `age`. */
export const sealedEnd = ".tar.age";
/** Within the data folder, for as long as one is made or opened: nothing plain lies on another disk. */
const staging = "backup.staging";

/** One encrypted file in place of a folder; read back and compared before it has its name. */
export async function sealedBackup(
  store: FolderStore,
  { to, secret, ...options }: Omit<BackupOptions, "files"> & { readonly secret: AgeSecret },
): Promise<Backup> {
  if (isWithin(store.dir, to))
    throw new OpenFailure("other", `备份不能放在数据文件夹 ${store.dir} 里面，请换一个文件夹。`);
  const place = join(store.dir, staging);
  const make = async (): Promise<Backup> => {
    await rm(place, { recursive: true, force: true });
    await mkdir(to, { recursive: true });
    try {
      const plain = await store.withoutCheckpoints((durable) =>
        copyStore(diskFiles, store.dir, durable, { ...options, to: place }),
      );
      const { instance } = plain.index;
      const path = join(to, `${plain.path.slice(place.length + 1)}-${instance.slice(-8)}${sealedEnd}`);
      await seal(plain, path + unfinished, secret);
      await rename(path + unfinished, path);
      return { ...plain, path, bytes: (await stat(path)).size };
    } finally {
      await rm(place, { recursive: true, force: true });
    }
  };
  return explained(to, make, "备份文件夹");
}

/** The scheduled one: the oldest of this store beyond `keep` go once it succeeded. */
export async function sealAndRotate(
  store: FolderStore,
  options: Parameters<typeof sealedBackup>[1] & { readonly keep: number },
): Promise<Backup & { removed: string[] }> {
  const { to, keep } = options;
  if (!(await stat(to).catch(() => undefined)))
    throw new OpenFailure("other", `备份文件夹 ${to} 不在：盘没插好，或还没有建。`);
  const backup = await sealedBackup(store, options);
  const end = `-${backup.index.instance.slice(-8)}${sealedEnd}`;
  const mine = (await readdir(to)).filter((name) => name.startsWith("jingmin-") && name.endsWith(end)).sort();
  const others = mine.filter((name) => join(to, name) !== backup.path);
  const removed = others.slice(0, Math.max(0, others.length + 1 - Math.max(1, keep)));
  for (const name of removed) await rm(join(to, name));
  return { ...backup, removed };
}

async function seal({ path: folder, index }: Backup, to: string, secret: AgeSecret): Promise<void> {
  const tar = pack();
  const filled = (async () => {
    for (const path of [...index.files.map((file) => file.path), indexName]) {
      const from = join(folder, path);
      const { size } = await stat(from);
      const entry = tar.entry({ name: posix.join("jingmin", path), size, mode: 0o600 });
      await pipeline(createReadStream(from), entry);
    }
    tar.finalize();
  })();
  try {
    await Promise.all([
      filled,
      pipeline(
        await encrypted(tar as AsyncIterable<Uint8Array>, secret),
        createWriteStream(to, { mode: 0o600 }),
      ),
    ]);
    const file = await open(to, "r+");
    await file.sync();
    await file.close();
  } catch (error) {
    await rm(to, { force: true });
    throw error;
  }
}

/** Unpacks a sealed backup into a folder and runs `work` on it; nothing plain stays. Throws `OpenFailure`. */
export async function withOpened<T>(
  path: string,
  { dir, opener }: { readonly dir: string; readonly opener: AgeOpener },
  work: (folder: string) => Promise<T>,
): Promise<T> {
  const place = join(dir, staging);
  await rm(place, { recursive: true, force: true });
  try {
    await unpack(path, place, opener);
    return await work(place);
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

async function unpack(path: string, place: string, opener: AgeOpener): Promise<void> {
  try {
    const untar = extract();
    const done = pipeline(await decrypted(createReadStream(path), opener), untar);
    done.catch(() => {});
    for await (const entry of untar) {
      const name = entry.header.name.replace(/^jingmin\//, "");
      if (name.split("/").includes("..") || entry.header.type !== "file")
        throw new OpenFailure("damaged", `备份 ${path} 里有不认识的东西，请换一份备份。`);
      const target = join(place, name);
      await mkdir(dirname(target), { recursive: true, mode: 0o700 });
      await pipeline(entry, createWriteStream(target, { mode: 0o600 }));
    }
    await done;
  } catch (cause) {
    if (cause instanceof OpenFailure) throw cause;
    const isKey = cause instanceof Error && /no identity matched|passphrase|identit/i.test(cause.message);
    const message = isKey
      ? `口令（或私钥）打不开备份 ${path}，请核对。`
      : `备份 ${path} 打不开：文件坏了或没有写完，请换一份备份。`;
    throw new OpenFailure("damaged", message, undefined, { cause });
  }
}
