import { dirname } from "node:path";
import { type Adapter, Low } from "lowdb";
import { type Files, type OpenFile, writeFully } from "./files.ts";
import { frame, frameBound, isSound, lineEnd, readFrame, writeFrame } from "./frame.ts";
import { damaged } from "./refusal.ts";

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

/** Longest time in ms that writing a shard holds the event loop at a stretch. */
const slice = 8;
const chunkBytes = 256 * 1024;

/**
 * lowdb adapter: a temporary file, every byte of it written and fsynced, then renamed, then the folder fsynced.
 * Neither lowdb's JSONFile (no fsync) nor write-file-atomic (ignores short writes) survives a power cut or a full disk.
 */
function shardAdapter(files: Files, path: string): Adapter<Shard> {
  return {
    // Never null: lowdb would silently put the defaults where a file is missing.
    read: async () => parseShard(await files.read(path), path),
    write: (shard) => replaceSafely(files, path, shardChunks(shard)),
  };
}

/** Writes one shard through lowdb; resolves with its size once it is durable under its name. */
export async function writeShard(files: Files, path: string, shard: Shard): Promise<number> {
  await new Low(shardAdapter(files, path), shard).write();
  return (await files.size(path)) ?? 0;
}

async function* shardChunks(shard: Shard): AsyncGenerator<Buffer> {
  let buffer = Buffer.allocUnsafe(chunkBytes);
  let used = frame({ shard: shard.name, seq: shard.seq }).copy(buffer);
  let rows = 0;
  let began = performance.now();
  for (const row of shard.rows) {
    const need = typeof row === "string" ? frameBound(row) : row.length;
    if (used + need > buffer.length) {
      yield buffer.subarray(0, used);
      buffer = Buffer.allocUnsafe(Math.max(chunkBytes, need));
      used = 0;
    }
    used = typeof row === "string" ? writeFrame(buffer, used, row) : used + row.copy(buffer, used);
    rows++;
    if ((rows & 31) === 0 && performance.now() - began > slice) {
      await nextTurn();
      began = performance.now();
    }
  }
  yield buffer.subarray(0, used);
  yield frame({ end: shard.name, rows });
}

/** Lets everything else that waits run first. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Puts a file in place whole or not at all; resolves once it is durable. */
export async function replaceSafely(
  files: Files,
  path: string,
  chunks: AsyncIterable<Buffer> | Iterable<Buffer>,
): Promise<void> {
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
    await files.syncFolder(dirname(path));
  } catch (error) {
    await file?.close().catch(() => {});
    await files.unlink(temporary).catch(() => {});
    throw error;
  }
}

/** Reads and checks a whole shard; throws `StoreRefused` that names the damaged byte. */
export async function readShard(
  files: Files,
  path: string,
  expected: { name: string; bytes: number },
): Promise<ReadShard> {
  const size = await files.size(path);
  if (size === undefined) throw damaged(path, 0, "文件不见了");
  if (size !== expected.bytes) {
    throw damaged(path, Math.min(size, expected.bytes), `文件长度应为 ${expected.bytes} 字节，实为 ${size}`);
  }
  const low = new Low<Shard>(shardAdapter(files, path), { name: "", seq: 0, rows: [] });
  await low.read();
  if (low.data.name !== expected.name) throw damaged(path, 0, "文件头与清单不符");
  return low.data as ReadShard;
}

async function parseShard(bytes: Buffer, path: string): Promise<ReadShard> {
  const starts: number[] = [];
  let at = 0;
  let began = performance.now();
  while (at < bytes.length) {
    const end = lineEnd(bytes, at);
    if (end < 0 || !isSound(bytes, at, end)) throw damaged(path, at, "这一行的校验不符");
    starts.push(at);
    at = end + 1;
    if ((starts.length & 255) === 0 && performance.now() - began > slice) {
      await nextTurn();
      began = performance.now();
    }
  }
  // First line: header; last: footer; the rows lie between.
  const [head, ...rest] = starts;
  const foot = rest.at(-1);
  if (head === undefined || foot === undefined) throw damaged(path, bytes.length, "文件不完整");
  const header = readFrame<{ shard: string; seq: number }>(bytes, head, lineEnd(bytes, head));
  const footer = readFrame<{ end?: string; rows?: number }>(bytes, foot, lineEnd(bytes, foot));
  if (footer.end !== header.shard || footer.rows !== rest.length - 1) throw damaged(path, foot, "文件尾不符");
  const offsets = Uint32Array.from(rest);
  return {
    name: header.shard,
    seq: header.seq,
    bytes,
    offsets,
    get rows() {
      return Array.from({ length: rest.length - 1 }, (_, i) => bytes.subarray(offsets[i], offsets[i + 1]));
    },
  };
}

/** Rows of a shard as values, oldest first. */
export function* shardRows<T>(shard: ReadShard): Generator<T> {
  for (let i = 0; i + 1 < shard.offsets.length; i++) {
    const from = shard.offsets[i] as number;
    yield readFrame<T>(shard.bytes, from, (shard.offsets[i + 1] as number) - 1);
  }
}
