import { transcode } from "node:buffer";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { categories } from "../../../domain/reports.ts";
import { type Files, isFull } from "../disk/files.ts";
import { writeFully } from "../disk/whole-files.ts";
import { frame, isSound, lineEnd, readFrame } from "../journal/frame.ts";
import { nextTurn } from "../journal/frame-chunks.ts";
import { blockOf, createColumns, type ReportBlock } from "../reports/report-block.ts";
import { statuses, type WordList } from "../reports/report-query.ts";
import type { ReportTable } from "../reports/report-table.ts";
import { synonyms } from "../reports/search.ts";
import type { Manifest } from "./manifest.ts";

/**
 * A month's packed blocks as they lie in memory, in a file beside its shard: read in a fraction of the time that it
 * takes to parse the shard. A cache, made anew from the shard wherever it is missing, damaged, or of another form.
 */
interface PackHeader {
  /** Whatever the numbers in columns depend on; a pack of another form is passed over. */
  readonly form: string;
  /** Checksum of the shard that it was made from. */
  readonly shard: number;
  /** Checksum of all that follows the header. */
  readonly crc: number;
  /** What the numbers of offices and officers in this file stand for. */
  readonly words: readonly string[];
  readonly blocks: readonly { readonly rows: number; readonly text: number }[];
}

const form = JSON.stringify(["1", statuses, categories, synonyms, process.versions.unicode]);

export function packPath(shard: string): string {
  return shard.replace(/\.ndjson$/, ".pack");
}

/** Writes the packs that are missing. One for which there is no room is written at a later checkpoint: nothing depends on it. */
export async function keepPacks(
  files: Files,
  dir: string,
  reports: Pick<ReportTable, "unkept" | "packed">,
  shards: Manifest["shards"],
): Promise<void> {
  try {
    for (const month of [...reports.unkept]) {
      const ref = shards[`reports/${month}`];
      if (ref)
        await writePack(files, packPath(join(dir, ref.file)), { shard: ref.crc, ...reports.packed(month) });
      reports.unkept.delete(month);
    }
  } catch (error) {
    if (!isFull(error)) throw error;
  }
}

/**
 * Writes the blocks of the shard whose checksum is `shard`, as they were packed: rows that died since count as living.
 * Neither synced nor renamed: one that is torn is passed over.
 */
export async function writePack(
  files: Files,
  path: string,
  { shard, blocks, words }: { shard: number; blocks: readonly ReportBlock[]; words: WordList },
): Promise<void> {
  const pieces: Buffer[] = [];
  const sizes: { rows: number; text: number }[] = [];
  for (const { size, columns, allText } of blocks) {
    for (const column of Object.values(columns)) pieces.push(bytesOf(column));
    await nextTurn();
    // Half of a surrogate pair becomes one replacement character: every other offset stays true.
    const text = Buffer.from(allText);
    pieces.push(text);
    sizes.push({ rows: size, text: text.length });
    await nextTurn();
  }
  let crc = 0;
  for (const piece of pieces) crc = crc32(piece, crc);
  const header: PackHeader = { form, shard, crc, words: words.all(), blocks: sizes };
  const file = await files.open(path, "create");
  try {
    let position = 0;
    for (const piece of [frame(header), ...pieces]) {
      await writeFully(file, piece, position);
      position += piece.length;
    }
  } finally {
    await file.close();
  }
}

/** The blocks over the bytes of their shard; `undefined` where `pack` is none of it that can be trusted. */
export async function readPack(
  pack: Buffer,
  { shard, bytes, words }: { shard: number; bytes: Buffer; words: WordList },
): Promise<ReportBlock[] | undefined> {
  const end = lineEnd(pack, 0);
  if (end < 0 || !isSound(pack, 0, end)) return undefined;
  const header = readFrame<PackHeader>(pack, 0, end);
  const content = pack.subarray(end + 1);
  if (header.form !== form || header.shard !== shard || header.crc !== crc32(content)) return undefined;
  const numbers = header.words.map((word) => words.add(word));
  const blocks: ReportBlock[] = [];
  let at = 0;
  for (const { rows, text } of header.blocks) {
    const columns = createColumns(rows);
    for (const column of Object.values(columns)) {
      const target = bytesOf(column);
      content.copy(target, 0, at);
      at += target.length;
    }
    for (const column of [columns.office, columns.assignee])
      for (const [i, number] of column.entries()) column[i] = numbers[number] ?? number;
    const allText = transcode(content.subarray(at, at + text), "utf8", "utf16le").toString("utf16le");
    at += text;
    blocks.push(blockOf(bytes, columns, allText, rows));
    await nextTurn();
  }
  return blocks;
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView<ArrayBuffer>): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
