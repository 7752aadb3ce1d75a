import { join } from "node:path";
import { z } from "zod";
import { checksum } from "../checkpoint/manifest.ts";
import type { Files } from "../disk/files.ts";
import { OpenFailure } from "../disk/open-failure.ts";
import { hashFile } from "./copy.ts";

export const indexName = "backup.json";

const shape = z.object({
  at: z.iso.datetime(),
  instance: z.string(),
  stamp: z.enum(["demo", "real"]),
  schema: z.int(),
  /** Last sequence of the shards. */
  seq: z.int(),
  /** Last sequence of the journals, where it was known. */
  through: z.int().optional(),
  /** Paths with `/`. */
  files: z.array(z.object({ path: z.string(), bytes: z.int().nonnegative(), sha256: z.string() })),
});

/** `backup.json` of a backup: what it holds, so that it can be checked without the store or the key. */
export type BackupIndex = Readonly<z.output<typeof shape>>;

/** With its own checksum, beside the fields and not around them: an older program reads it, too. */
export function indexText(index: BackupIndex): Buffer {
  return Buffer.from(`${JSON.stringify({ ...index, crc: checksum(index) }, null, 1)}\n`);
}

/** `undefined` where there is none, or it is damaged. Those of older programs have no checksum. */
export async function readIndex(files: Files, path: string): Promise<BackupIndex | undefined> {
  try {
    const { crc, ...index } = JSON.parse((await files.read(join(path, indexName))).toString("utf8"));
    return crc === undefined || crc === checksum(index) ? shape.parse(index) : undefined;
  } catch {
    return undefined;
  }
}

/** Reads a whole backup back and compares it with its index; throws `OpenFailure`. */
export async function checkBackup(files: Files, path: string, now: Date): Promise<BackupIndex> {
  const refuse = (name: string, message: string): OpenFailure =>
    new OpenFailure("damaged", message, { file: join(path, name), byte: 0 });
  const index = await readIndex(files, path);
  if (!index)
    throw refuse(indexName, `${path} 不是完整的备份（${indexName} 不见了或已损坏），请换一份备份。`);
  // How many numbers are skipped is reckoned from it.
  if (Date.parse(index.at) > now.getTime()) {
    throw refuse(indexName, `备份 ${path} 的时间比现在还晚。请先校准这台电脑的时间；时间没错就换一份备份。`);
  }
  for (const item of index.files) {
    const file = join(path, item.path);
    if ((await files.size(file)) === item.bytes && (await hashFile(files, file)) === item.sha256) continue;
    throw refuse(item.path, `备份里的文件 ${file} 已损坏或不见了，请换一份备份。`);
  }
  return index;
}
