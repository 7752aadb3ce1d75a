import { crc32 } from "node:zlib";
import { type Adapter, Low } from "lowdb";
import type { Files } from "../disk/files.ts";
import { damaged } from "../disk/open-failure.ts";
import { readPieces, replaceSafely } from "../disk/whole-files.ts";
import { frame, isSound, lineEnd, readFrame, readFrames } from "../journal/frame.ts";
import { frameChunks, nextTurn } from "../journal/frame-chunks.ts";
import type { ShardRef } from "./manifest.ts";

/** What one shard file holds: the rows of one table of one month (or hash), each a framed line. */
interface Shard {
  readonly name: string;
  /** Sequence of the last transaction it may hold. */
  readonly seq: number;
  /** Framed lines, or JSON texts of objects without their first brace. */
  readonly rows: Iterable<Buffer | string>;
}

/** A shard that was read: `bytes` whole, row `i` from `offsets[i]` up to `offsets[i + 1]`. */
export interface ReadShard extends Shard {
  readonly rows: readonly Buffer[];
  readonly bytes: Buffer;
  readonly offsets: Uint32Array;
}

/** Longest time in ms that reading a shard holds the event loop at a stretch. */
const slice = 8;
/** How much is read or checked in one piece. */
const pieceBytes = 1024 * 1024;

/**
 * lowdb adapter: a temporary file, every byte of it written and fsynced, then renamed, then the folder fsynced.
 * Neither lowdb's JSONFile (no fsync) nor write-file-atomic (ignores short writes) survives a power cut or a full disk.
 */
function shardAdapter(files: Files, path: string, chunks = shardChunks): Adapter<Shard> {
  return {
    // Never null: lowdb would silently put the defaults where a file is missing.
    read: async () => parseShard(await files.read(path), path),
    write: (shard) => replaceSafely(files, path, chunks(shard)),
  };
}

/** Writes one shard through lowdb; resolves with its size and checksum once it is durable under its name. */
export async function writeShard(
  files: Files,
  path: string,
  shard: Shard,
): Promise<{ bytes: number; crc: number }> {
  let bytes = 0;
  let crc = 0;
  async function* counted(of: Shard): AsyncGenerator<Buffer> {
    for await (const chunk of shardChunks(of)) {
      bytes += chunk.length;
      crc = crc32(chunk, crc);
      yield chunk;
    }
  }
  await new Low(shardAdapter(files, path, counted), shard).write();
  return { bytes, crc };
}

async function* shardChunks(shard: Shard): AsyncGenerator<Buffer> {
  let rows = 0;
  function* counted(): Generator<Buffer | string> {
    for (const row of shard.rows) {
      rows++;
      yield row;
    }
  }
  yield frame({ shard: shard.name, seq: shard.seq });
  yield* frameChunks(counted());
  yield frame({ end: shard.name, rows });
}

/** Reads and checks a whole shard; throws `OpenFailure` that names the damaged byte. */
export async function readShard(
  files: Files,
  path: string,
  expected: { name: string; bytes: number; crc: number },
): Promise<ReadShard> {
  const size = await files.size(path);
  if (size === undefined) throw damaged(path, 0, "文件不见了");
  if (size !== expected.bytes) {
    throw damaged(path, Math.min(size, expected.bytes), `文件长度应为 ${expected.bytes} 字节，实为 ${size}`);
  }
  // lowdb's data is what the adapter read: the bytes with their lines.
  const low = new Low<Shard>(shardAdapter(files, path), { name: "", seq: 0, rows: [] });
  await low.read();
  if (low.data.name !== expected.name) throw damaged(path, 0, "文件头与清单不符");
  await checkWhole((low.data as ReadShard).bytes, path, expected.crc);
  return low.data as ReadShard;
}

/** One checksum for all; only where it is wrong, line by line, to name the place. */
async function checkWhole(bytes: Buffer, path: string, expected: number): Promise<void> {
  let crc = 0;
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    crc = crc32(bytes.subarray(at, at + pieceBytes), crc);
    await nextTurn();
  }
  if (crc !== expected) throw damaged(path, firstUnsound(bytes), "这一行的校验不符");
}

/** Offset of the first line that does not check; 0 where all do, and yet the file is not the one that was written. */
function firstUnsound(bytes: Buffer): number {
  for (let at = 0; at < bytes.length; ) {
    const end = lineEnd(bytes, at);
    if (end < 0 || !isSound(bytes, at, end)) return at;
    at = end + 1;
  }
  return 0;
}

/** Checks a file without keeping it; throws `OpenFailure` that names the damaged byte. */
export async function checkShard(files: Files, path: string, expected: ShardRef): Promise<void> {
  const size = await files.size(path);
  if (size === undefined) throw damaged(path, 0, "文件不见了");
  if (size < expected.bytes) throw damaged(path, size, `文件应有 ${expected.bytes} 字节，只有 ${size}`);
  let crc = 0;
  for await (const piece of readPieces(files, path, expected.bytes)) crc = crc32(piece, crc);
  if (crc === expected.crc) return;
  throw damaged(path, firstUnsound((await files.read(path)).subarray(0, expected.bytes)), "这一行的校验不符");
}

async function parseShard(bytes: Buffer, path: string): Promise<ReadShard> {
  const starts: number[] = [];
  let began = performance.now();
  for (let at = 0; at < bytes.length; ) {
    const end = lineEnd(bytes, at);
    if (end < 0) throw damaged(path, at, "最后一行不完整");
    starts.push(at);
    at = end + 1;
    if ((starts.length & 1023) === 0 && performance.now() - began > slice) {
      await nextTurn();
      began = performance.now();
    }
  }
  // First line: header; last: footer; the rows lie between.
  const rows = starts.length - 2;
  if (rows < 0) throw damaged(path, bytes.length, "文件不完整");
  const foot = starts.at(-1) as number;
  const header = readSound<{ shard: string; seq: number }>(bytes, 0, path);
  const footer = readSound<{ end?: string; rows?: number }>(bytes, foot, path);
  if (footer.end !== header.shard || footer.rows !== rows) {
    throw damaged(path, firstUnsound(bytes) || foot, "行数与文件尾不符");
  }
  const offsets = Uint32Array.from(starts).subarray(1);
  return {
    name: header.shard,
    seq: header.seq,
    bytes,
    offsets,
    get rows() {
      return Array.from({ length: rows }, (_, i) => bytes.subarray(offsets[i], offsets[i + 1]));
    },
  };
}

function readSound<T>(bytes: Buffer, at: number, path: string): T {
  const end = lineEnd(bytes, at);
  if (!isSound(bytes, at, end)) throw damaged(path, at, "这一行的校验不符");
  return readFrame<T>(bytes, at, end);
}

/** So many lines are parsed in one go: less than one by one, and soon over. */
const together = 64;

/** Rows of a shard as values, oldest first. */
export function* shardRows<T>({ bytes, offsets }: ReadShard): Generator<T> {
  const rows = offsets.length - 1;
  for (let first = 0; first < rows; first += together) {
    yield* readFrames<T>(bytes, offsets.subarray(first, Math.min(first + together, rows) + 1));
  }
}
