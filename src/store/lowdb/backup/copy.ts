import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Files } from "../disk/files.ts";
import { damaged } from "../disk/open-failure.ts";
import { readPieces, writeFully } from "../disk/whole-files.ts";
import { folders } from "../open-folder.ts";

/** Copies the first `bytes` of a file, fsynced; gives the SHA-256 of what was read, in hex. */
export async function copyFile(files: Files, from: string, to: string, bytes: number): Promise<string> {
  const hash = createHash("sha256");
  const target = await files.open(to, "create");
  let at = 0;
  try {
    for await (const piece of readPieces(files, from, bytes)) {
      hash.update(piece);
      await writeFully(target, piece, at);
      at += piece.length;
    }
    if (at < bytes) throw damaged(from, at, "文件比登记的短");
    await target.datasync();
  } finally {
    await target.close();
  }
  return hash.digest("hex");
}

/** SHA-256 of a file in hex; `undefined` where there is none. */
export async function hashFile(files: Files, path: string): Promise<string | undefined> {
  const bytes = await files.size(path);
  if (bytes === undefined) return undefined;
  const hash = createHash("sha256");
  for await (const piece of readPieces(files, path, bytes)) hash.update(piece);
  return hash.digest("hex");
}

/** Removes a copy of a store, whole or half; what somebody else put there stays, and its folder with it. */
export async function removeCopy(files: Files, path: string): Promise<void> {
  for (const folder of [...folders.map((name) => join(path, name)), path]) {
    for (const name of await files.list(folder)) {
      const isOurs = /^[0-9a-f]{64}$|\.(ndjson|json|tmp)$|^watermark$/.test(name);
      if (isOurs) await files.unlink(join(folder, name)).catch(() => {});
    }
    await files.removeFolder(folder);
  }
}
