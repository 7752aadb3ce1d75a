import { dirname } from "node:path";
import type { Files, OpenFile } from "./files.ts";

/** Writes all of `data`, however little the disk takes at a time. */
export async function writeFully(file: OpenFile, data: Uint8Array, position: number): Promise<void> {
  let done = 0;
  while (done < data.length) {
    const taken = await file.write(data.subarray(done), position + done);
    if (taken === 0) throw Object.assign(new Error("the disk takes no more bytes"), { code: "ENOSPC" });
    done += taken;
  }
}

const pieceBytes = 1024 * 1024;

/**
 * The first `bytes` of a file in pieces, until it ends. All lie in the same memory (so that none waits for the garbage
 * collector): each must be done with before the next is asked for.
 */
export async function* readPieces(files: Files, path: string, bytes: number): AsyncGenerator<Buffer> {
  const memory = Buffer.allocUnsafe(Math.min(pieceBytes, bytes));
  for (let at = 0; at < bytes; ) {
    const piece = await files.readPart(path, at, Math.min(pieceBytes, bytes - at), memory);
    if (piece.length === 0) return;
    yield piece;
    at += piece.length;
  }
}

type Chunks = AsyncIterable<Buffer> | Iterable<Buffer>;

/** Puts a file in place whole or not at all; resolves once it is durable. */
export async function replaceSafely(files: Files, path: string, chunks: Chunks): Promise<void> {
  await replace(files, path, chunks);
  await files.syncFolder(dirname(path));
}

/** Puts a file in place whole or not at all: which of both a power cut leaves is open until the folder is synced. */
export async function replace(files: Files, path: string, chunks: Chunks): Promise<void> {
  const temporary = `${path}.tmp`;
  let file: OpenFile | undefined;
  try {
    file = await files.open(temporary, "create");
    let position = 0;
    for await (const chunk of chunks) {
      await writeFully(file, chunk, position);
      position += chunk.length;
    }
    await file.datasync();
    await file.close();
    file = undefined;
    await files.rename(temporary, path);
  } catch (error) {
    await file?.close().catch(() => {});
    await files.unlink(temporary).catch(() => {});
    throw error;
  }
}
