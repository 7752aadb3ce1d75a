import { frameBound, writeFrame } from "./frame.ts";

/** Longest time in ms that work on many rows holds the event loop at a stretch. */
const slice = 8;
const chunkBytes = 256 * 1024;

/**
 * Rows as framed lines, packed into chunks worth a write each. A row is a line that is framed already, or the JSON
 * text of an object without its first brace. A chunk is given away: it is never written to again.
 */
export async function* frameChunks(rows: Iterable<Buffer | string>): AsyncGenerator<Buffer> {
  let buffer = Buffer.allocUnsafe(chunkBytes);
  let used = 0;
  let count = 0;
  let began = performance.now();
  for (const row of rows) {
    const need = typeof row === "string" ? frameBound(row) : row.length;
    if (used + need > buffer.length) {
      if (used > 0) yield buffer.subarray(0, used);
      buffer = Buffer.allocUnsafe(Math.max(chunkBytes, need));
      used = 0;
    }
    used = typeof row === "string" ? writeFrame(buffer, used, row) : used + row.copy(buffer, used);
    if ((++count & 31) === 0 && performance.now() - began > slice) {
      await nextTurn();
      began = performance.now();
    }
  }
  if (used > 0) yield buffer.subarray(0, used);
}

/** To be awaited between small pieces of work: lets others run when they have had to wait for some milliseconds. */
export function createPauses(): () => Promise<void> | undefined {
  let began = performance.now();
  return () => {
    if (performance.now() - began <= slice) return undefined;
    return nextTurn().then(() => {
      began = performance.now();
    });
  };
}

/** Lets everything else that waits run first. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
