import { randomFillSync } from "node:crypto";
import { monotonicFactory } from "ulid";

const pool = new Uint16Array(1024);
let used = pool.length;

/** Random numbers for ulid. Its own source asks the system for each character, which costs more than all the rest of filing a report. */
function random(): number {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  return (pool[used++] as number) / 0x1_0000;
}

const next = monotonicFactory(random);

/** A ULID: 26 characters that sort by time of creation; monotonic within this process. */
export function newId(now: Date): string {
  return next(now.getTime());
}
