import { join } from "node:path";
import { diskFiles, type OpenFile } from "../../src/store/lowdb/disk/files.ts";
import { writeFully } from "../../src/store/lowdb/disk/whole-files.ts";

/** The least that durability costs: append + fdatasync of the same bytes, all who wait in one batch. Per second. */
export async function floor(dir: string, bytesEach: number, writers: number, ms: number): Promise<number> {
  const path = join(dir, "floor.bin");
  const file = await diskFiles.open(path, "create");
  const one = Buffer.alloc(bytesEach, "x");
  const append = createGroup(file, one);
  const end = performance.now() + ms;
  let count = 0;
  const writer = async (): Promise<void> => {
    while (performance.now() < end) {
      await append();
      count++;
    }
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: writers }, writer));
  const seconds = (performance.now() - began) / 1000;
  await file.close();
  await diskFiles.unlink(path);
  return count / seconds;
}

function createGroup(file: OpenFile, one: Buffer): () => Promise<void> {
  let waiting: (() => void)[] = [];
  let flushing = false;
  let position = 0;
  async function flush(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      const bytes = Buffer.concat(batch.map(() => one));
      await writeFully(file, bytes, position);
      await file.datasync();
      position += bytes.length;
      for (const resolve of batch) resolve();
    }
    flushing = false;
  }
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      if (flushing) return;
      flushing = true;
      setImmediate(() => void flush());
    });
}
