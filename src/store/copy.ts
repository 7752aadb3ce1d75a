import { createHash } from "node:crypto";
import { type Files, writeFully } from "./files.ts";

const pieceBytes = 1024 * 1024;

/** Copies the first `bytes` of a file, fsynced; gives the SHA-256 of what was read, in hex. */
export async function copyFile(files: Files, from: string, to: string, bytes: number): Promise<string> {
  const hash = createHash("sha256");
  const target = await files.open(to, "create");
  try {
    for (let at = 0; at < bytes; ) {
      const piece = await files.readPart(from, at, Math.min(pieceBytes, bytes - at));
      if (piece.length === 0) throw new Error(`${from} ended at byte ${at} of ${bytes}`);
      hash.update(piece);
      await writeFully(target, piece, at);
      at += piece.length;
    }
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
  for (let at = 0; at < bytes; ) {
    const piece = await files.readPart(path, at, Math.min(pieceBytes, bytes - at));
    if (piece.length === 0) break;
    hash.update(piece);
    at += piece.length;
  }
  return hash.digest("hex");
}
