import { createHash } from "node:crypto";
import type { Files } from "./files.ts";
import { damaged } from "./refusal.ts";
import { readPieces, writeFully } from "./whole-files.ts";

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
