import { join } from "node:path";
import type { Files } from "../disk/files.ts";
import { damaged } from "../disk/open-failure.ts";
import { isSound, lineEnd, readFrame } from "./frame.ts";
import type { JournalLine } from "./journal.ts";
import { type JournalHeader, journalName, journalNumber } from "./journal-file.ts";

/** What the journals say, read before anything is touched. */
export interface Recovered {
  readonly lines: readonly JournalLine[];
  readonly seq: number;
  /** Highest journal file there is. */
  readonly number: number;
  /** Bytes at the end of a file that no acknowledged transaction can have been in. */
  readonly torn: readonly { readonly name: string; readonly from: number }[];
}

/**
 * Reads the journals from number `first` on, whose first transaction is the one after `seq`. A line that does not
 * check is a torn tail only if nothing after it, no later header and no watermark claims it was durable.
 */
export async function recoverJournals(
  files: Files,
  dir: string,
  first: number,
  seq: number,
  /** Bytes of the last file to look at, where it is still being written. */
  limit = Number.POSITIVE_INFINITY,
): Promise<Recovered> {
  const numbers = (await files.list(dir))
    .flatMap((name) => journalNumber(name) ?? [])
    .filter((n) => n >= first);
  const lines: JournalLine[] = [];
  const torn: { name: string; from: number }[] = [];
  let at = { file: join(dir, journalName(first)), byte: 0 };
  for (const [i, number] of [...numbers, ...(numbers.length ? [] : [first])].entries()) {
    const name = journalName(number);
    const path = join(dir, name);
    if (number !== first + i || numbers.length === 0)
      throw damaged(join(dir, journalName(first + i)), 0, "日志文件不见了");
    const isLast = i === numbers.length - 1;
    const whole = await files.read(path);
    const bytes = isLast ? whole.subarray(0, Math.min(limit, whole.length)) : whole;
    const result = readJournal(path, bytes, number, seq, isLast);
    for (const line of result.lines) lines.push(line);
    seq = result.seq;
    if (result.torn !== undefined) torn.push({ name, from: result.torn });
    at = { file: path, byte: result.torn ?? bytes.length };
  }
  // Of a running store the watermark may be ahead of what is looked at.
  const known = Number.isFinite(limit) ? 0 : await readWatermark(files, dir);
  if (known > seq) throw damaged(at.file, at.byte, `已确认到第 ${known} 笔，日志只到第 ${seq} 笔`);
  return { lines, seq, number: numbers.at(-1) ?? first, torn };
}

function readJournal(path: string, bytes: Buffer, number: number, after: number, isLast: boolean) {
  const lines: JournalLine[] = [];
  let seq = after;
  let at = 0;
  const headerEnd = lineEnd(bytes, 0);
  if (headerEnd < 0 || !isSound(bytes, 0, headerEnd)) {
    // A rotation cut short leaves a file without header; nothing is written to it before its header is durable.
    if (isLast && !anySound(bytes, 0)) return { lines, seq, torn: 0 };
    throw damaged(path, 0, "日志的开头已损坏");
  }
  const header = readFrame<JournalHeader>(bytes, 0, headerEnd);
  if (header.journal !== number) throw damaged(path, 0, "日志编号不符");
  if (header.after !== seq)
    throw damaged(path, 0, `应接在第 ${header.after} 笔之后，之前的日志只到第 ${seq} 笔`);
  at = headerEnd + 1;
  while (at < bytes.length) {
    const end = lineEnd(bytes, at);
    if (end < 0 || !isSound(bytes, at, end)) {
      if (claimsDurable(bytes, end < 0 ? bytes.length : end + 1, seq + 1))
        throw damaged(path, at, "已确认的记录校验不符");
      return { lines, seq, torn: at };
    }
    const line = readFrame<JournalLine>(bytes, at, end);
    if (line.seq !== seq + 1) throw damaged(path, at, `第 ${seq + 1} 笔不见了`);
    lines.push(line);
    seq++;
    at = end + 1;
  }
  return { lines, seq, torn: undefined };
}

/** Whether no transaction is in it: all that a very first start may have left. */
export async function isEmptyJournal(files: Files, path: string): Promise<boolean> {
  for (const line of soundLines(await files.read(path), 0)) if (line.seq !== undefined) return false;
  return true;
}

function anySound(bytes: Buffer, from: number): boolean {
  for (const _ of soundLines(bytes, from)) return true;
  return false;
}

/** Whether a sound line after `from` says that `seq` was durable. */
function claimsDurable(bytes: Buffer, from: number, seq: number): boolean {
  for (const line of soundLines(bytes, from)) if (line.durable >= seq) return true;
  return false;
}

function* soundLines(bytes: Buffer, from: number): Generator<JournalLine> {
  let at = from;
  while (at < bytes.length) {
    const end = lineEnd(bytes, at);
    if (end < 0) return;
    // A line may begin behind what a lost page left of another.
    const start = bytes.lastIndexOf('{"c":"', end);
    const begin = isSound(bytes, at, end) ? at : start;
    if (begin >= at && isSound(bytes, begin, end)) yield readFrame<JournalLine>(bytes, begin, end);
    at = end + 1;
  }
}

/** Last sequence known to have been acknowledged; 0 where the file is missing or torn. */
async function readWatermark(files: Files, dir: string): Promise<number> {
  const path = join(dir, "watermark");
  if ((await files.size(path)) === undefined) return 0;
  const bytes = await files.read(path);
  const end = lineEnd(bytes, 0);
  return end > 0 && isSound(bytes, 0, end) ? Number(readFrame<{ seq: string }>(bytes, 0, end).seq) : 0;
}
