import { copyFile, mkdir, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { decodeTime } from "ulid";
import type { Clock } from "../../lib/clock.ts";
import { newId } from "../../lib/ids.ts";

export interface LocalFiles {
  write(name: string, bytes: Uint8Array): Promise<{ ref: string; size: number }>;
  copy(name: string, from: string): Promise<{ ref: string; size: number }>;
  /** `undefined` for what cannot be one of ours: a ref never leads out of the folder. */
  pathOf(ref: string): string | undefined;
  remove(ref: string): Promise<void>;
  /** Deletes the folder if it was a temporary one. */
  close(): Promise<void>;
}

const REF = /^[0-9A-Z]{26}(\.[a-z0-9]{1,8})?$/;

/** What an earlier run left in `dir`: long enough for a download that a restart interrupted. */
const KEPT_MS = 3 * 24 * 60 * 60_000;

/** The folder of what was sent through the local chat. Without `dir` a temporary one, gone after `close`. */
export function createLocalFiles(clock: Clock, dir?: string): LocalFiles {
  let folder: Promise<string> | undefined;
  let open = dir;
  const prepare = async (kept: string) => {
    await mkdir(kept, { recursive: true });
    const before = clock.now().getTime() - KEPT_MS;
    const old = (await readdir(kept)).filter(
      (name) => REF.test(name) && decodeTime(name.slice(0, 26)) < before,
    );
    for (const name of old) await rm(join(kept, name), { force: true });
    return kept;
  };
  const ready = async () => {
    folder ??= dir ? prepare(dir) : mkdtemp(join(tmpdir(), "jingmin-local-"));
    open = await folder;
    return open;
  };
  const add = async (name: string, put: (path: string) => Promise<void>) => {
    const extension = extname(name).toLowerCase();
    const plain = newId(clock.now());
    const ref = REF.test(plain + extension) ? plain + extension : plain;
    const path = join(await ready(), ref);
    await put(path);
    return { ref, size: (await stat(path)).size };
  };
  return {
    write: (name, bytes) => add(name, (path) => writeFile(path, bytes)),
    copy: (name, from) => add(name, (path) => copyFile(from, path)),
    pathOf: (ref) => (open !== undefined && REF.test(ref) ? join(open, ref) : undefined),
    async remove(ref) {
      const path = this.pathOf(ref);
      if (path) await rm(path, { force: true });
    },
    async close() {
      if (dir || !folder) return;
      await rm(await folder, { recursive: true, force: true });
      folder = undefined;
      open = undefined;
    },
  };
}
