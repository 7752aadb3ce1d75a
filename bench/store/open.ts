import { createLogger } from "../../src/lib/logger.ts";
import type { FolderStore, OpenOptions } from "../../src/store/lowdb/folder-store.ts";
import { openStore } from "../../src/store/lowdb/lowdb-store.ts";

export function openBench(dir: string, rest: Partial<OpenOptions> = {}): Promise<FolderStore> {
  return openStore({
    dir,
    key: new Uint8Array(32).fill(1),
    stamp: "real",
    logger: createLogger({ level: "warn", pretty: false }),
    ...rest,
  });
}
