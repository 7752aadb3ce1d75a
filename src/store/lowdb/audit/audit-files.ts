import { join } from "node:path";
import { crc32 } from "node:zlib";
import type { AuditEntry, AuditRecord } from "../../../domain/audit.ts";
import type { AuditFile } from "../checkpoint/manifest.ts";
import type { Files, OpenFile } from "../disk/files.ts";
import { damaged } from "../disk/open-failure.ts";
import { writeFully } from "../disk/whole-files.ts";
import { isSound, lineEnd, readFrame } from "../journal/frame.ts";
import { frameChunks, nextTurn } from "../journal/frame-chunks.ts";
import type { AuditLine } from "./audit-chain.ts";

/** How much of an audit file is looked at in one piece. */
const pieceBytes = 4 * 1024 * 1024;

/** Appends entries, each to its month's file, and makes them durable. Gives the files as they are then. */
export async function appendAudit(
  files: Files,
  dir: string,
  present: readonly AuditFile[],
  entries: readonly AuditLine[],
): Promise<AuditFile[]> {
  const result = [...present];
  for (let i = 0; i < entries.length; ) {
    // Never an earlier month than the file written last: the files in order are the chain in order.
    const fileOf = ({ at }: AuditLine, last?: string) => later(`audit/${at.slice(0, 7)}.ndjson`, last);
    const file = fileOf(entries[i] as AuditLine, result.at(-1)?.file);
    function* ofFile(): Generator<string> {
      for (; i < entries.length && fileOf(entries[i] as AuditLine, file) === file; i++)
        yield (entries[i] as AuditLine).json.slice(1);
    }
    const known = result.at(-1)?.file === file ? (result.pop() as AuditFile) : { file, bytes: 0, crc: 0 };
    result.push(await append(files, dir, known, ofFile()));
  }
  if (result.length !== present.length) await files.syncFolder(join(dir, "audit"));
  return result;
}

async function append(
  files: Files,
  dir: string,
  known: AuditFile,
  lines: Iterable<string>,
): Promise<AuditFile> {
  let { bytes, crc } = known;
  const file: OpenFile = await files.open(join(dir, known.file), "edit");
  try {
    // A checkpoint that was cut short may have left entries here; the journal had them, so they come again.
    await file.truncate(bytes);
    for await (const chunk of frameChunks(lines)) {
      await writeFully(file, chunk, bytes);
      crc = crc32(chunk, crc);
      bytes += chunk.length;
    }
    await file.datasync();
  } finally {
    await file.close();
  }
  return { ...known, bytes, crc };
}

function later(a: string, b: string | undefined): string {
  return b !== undefined && b > a ? b : a;
}

/** Entries that are looked for: `mark` stands in the line of each, `fits` tells. */
export interface AuditQuery {
  readonly mark: string;
  fits(entry: AuditEntry): boolean;
}

export function ofSubject(subject: AuditRecord["subject"]): AuditQuery {
  return {
    mark: JSON.stringify(subject.id),
    fits: (entry) => entry.subject.id === subject.id && entry.subject.kind === subject.kind,
  };
}

export function byOfficer(officer: string, span: { from: string; before?: string }): AuditQuery {
  return {
    mark: JSON.stringify(officer),
    fits: ({ actor, at }) =>
      "officer" in actor &&
      actor.officer === officer &&
      at >= span.from &&
      (span.before === undefined || at < span.before),
  };
}

/** Entries that fit, newest first, from the files. */
export async function searchAudit(
  files: Files,
  dir: string,
  present: readonly AuditFile[],
  query: AuditQuery,
  limit: number,
): Promise<AuditEntry[]> {
  const found: AuditEntry[] = [];
  const mark = Buffer.from(query.mark);
  for (const { file, bytes } of [...present].reverse()) {
    if (found.length >= limit) break;
    const mine: AuditEntry[] = [];
    const whole = await files.readPart(join(dir, file), 0, bytes);
    for (let hit = whole.indexOf(mark); hit >= 0; ) {
      const from = whole.lastIndexOf(0x0a, hit) + 1;
      const end = lineEnd(whole, hit);
      if (end < 0 || !isSound(whole, from, end)) throw damaged(join(dir, file), from, "审计记录校验不符");
      const entry = readFrame<AuditEntry>(whole, from, end);
      if (query.fits(entry)) mine.push(entry);
      hit = whole.indexOf(mark, end);
    }
    found.push(...mine.reverse());
    await nextTurn();
  }
  return found.slice(0, limit);
}

/** Checks every line of an audit file, piece by piece; calls `each` where given. Throws `OpenFailure`. */
export async function checkAuditFile(
  files: Files,
  dir: string,
  { file, bytes }: AuditFile,
  each?: (entry: AuditEntry, at: number) => void,
): Promise<void> {
  const path = join(dir, file);
  const size = await files.size(path);
  if (size === undefined || size < bytes) throw damaged(path, size ?? 0, "审计文件不完整");
  let start = 0;
  while (start < bytes) {
    const piece = await files.readPart(path, start, Math.min(pieceBytes, bytes - start));
    let at = 0;
    let began = performance.now();
    for (let end = lineEnd(piece, 0); end >= 0; end = lineEnd(piece, at)) {
      if (!isSound(piece, at, end)) throw damaged(path, start + at, "审计记录校验不符");
      each?.(readFrame<AuditEntry>(piece, at, end), start + at);
      at = end + 1;
      if (performance.now() - began > 8) {
        await nextTurn();
        began = performance.now();
      }
    }
    if (at === 0) throw damaged(path, start, "审计记录不完整");
    start += at;
  }
}
