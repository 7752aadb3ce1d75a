import { join } from "node:path";
import type { Files } from "../disk/files.ts";
import { frame } from "./frame.ts";

/**
 * A lower bound of what was acknowledged, in a file of its own that is never fsynced: after a crash it tells a
 * journal that lost its tail from one that ended there. Written only once the batch is durable, so it never lies.
 */
export async function openWatermark(files: Files, dir: string) {
  const file = await files.open(join(dir, "watermark"), "edit");
  let writing: Promise<unknown> | undefined;
  let next: number | undefined;
  const pump = (): void => {
    if (writing || next === undefined) return;
    const line = frame({ seq: String(next).padStart(16, "0") });
    next = undefined;
    writing = file.write(line, 0).catch(() => {});
    void writing.then(() => {
      writing = undefined;
      pump();
    });
  };
  return {
    write(seq: number): void {
      next = seq;
      pump();
    },
    async close(): Promise<void> {
      while (writing) await writing;
      await file.close();
    },
  };
}
