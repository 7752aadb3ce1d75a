import { transcode } from "node:buffer";
import { crc32 } from "node:zlib";

/**
 * One line of every file of the store: `{"c":"1a2b3c4d",…}\n`. The checksum covers all between it and the line's
 * end, so each line can be trusted, or named, by itself; a person reads it as plain JSON.
 */
const start = '{"c":"';
const bodyAt = start.length + 10;
const newline = 0x0a;
const [openingBracket, comma, closingBracket] = [0x5b, 0x2c, 0x5d];

/** Upper bound of the framed size of `body`, in bytes. */
export function frameBound(body: string): number {
  return bodyAt + body.length * 3 + 1;
}

/**
 * Writes the line of a body (the JSON text of an object without its first brace) at `at`; gives the offset after it.
 * In pieces, where putting them together would copy them once more.
 */
export function writeFrame(target: Buffer, at: number, ...pieces: readonly string[]): number {
  const from = at + bodyAt;
  let end = from;
  for (const piece of pieces) end += target.write(piece, end);
  const sum = crc32(target.subarray(from, end)).toString(16).padStart(8, "0");
  target.write(`${start}${sum}",`, at, "latin1");
  target[end] = newline;
  return end + 1;
}

export function frame(value: object): Buffer {
  const body = JSON.stringify(value).slice(1);
  const buffer = Buffer.allocUnsafe(frameBound(body));
  return buffer.subarray(0, writeFrame(buffer, 0, body));
}

/** Whether the bytes from `from` up to the newline at `end` are an undamaged line. */
export function isSound(bytes: Buffer, from: number, end: number): boolean {
  if (end - from <= bodyAt) return false;
  if (bytes.toString("latin1", from, from + start.length) !== start) return false;
  if (bytes.toString("latin1", from + bodyAt - 2, from + bodyAt) !== '",') return false;
  const sum = crc32(bytes.subarray(from + bodyAt, end))
    .toString(16)
    .padStart(8, "0");
  return bytes.toString("latin1", from + start.length, from + start.length + 8) === sum;
}

/** The value of a sound line, without its checksum. */
export function readFrame<T>(bytes: Buffer, from: number, end: number): T {
  return JSON.parse(`{${bytes.toString("utf8", from + bodyAt, end)}`) as T;
}

/**
 * The values of sound lines that follow each other: line `i` from `offsets[i]` up to `offsets[i + 1]`. A line is JSON
 * without a raw newline, so that brackets and commas make them one array.
 */
export function readFrames<T>(bytes: Buffer, offsets: Uint32Array): T[] {
  const from = offsets[0] as number;
  const list = Buffer.concat([Buffer.of(openingBracket), bytes.subarray(from, offsets.at(-1))]);
  for (let i = 0; i + 1 < offsets.length; i++) {
    const at = (offsets[i] as number) - from + 1;
    list.fill(" ", at + 1, at + bodyAt);
    list[(offsets[i + 1] as number) - from] = comma;
  }
  list[list.length - 1] = closingBracket;
  // To UTF-16 first: several times as fast as to decode it at once.
  return JSON.parse(transcode(list, "utf8", "utf16le").toString("utf16le")) as T[];
}

/** Offset of the newline that ends the line which begins at `from`; -1 where there is none. */
export function lineEnd(bytes: Buffer, from: number): number {
  return bytes.indexOf(newline, from);
}
