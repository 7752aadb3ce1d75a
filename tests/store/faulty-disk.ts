import { diskFiles, type Files } from "../../src/store/lowdb/disk/files.ts";
import type { OpenOptions } from "../../src/store/lowdb/folder-store.ts";

/** Disks and locks that fail when a test says so. */

export const full = () => Object.assign(new Error("no room"), { code: "ENOSPC" });
export const turns = async (n: number) => {
  for (let i = 0; i < n; i++) await new Promise((resolve) => setImmediate(resolve));
};
/** A promise to wait for, and what ends the wait. */
export function gate() {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}
export const free = { release: async () => {} };
/** Takes no lock; `lose` is what the lock would say if another took the folder. */
export function holder() {
  const held = { lose: () => {} };
  const hold: NonNullable<OpenOptions["hold"]> = async ({ onLost }) => {
    held.lose = onLost;
    return free;
  };
  return { held, hold };
}
/** The disk, but for the opening of files that `fault` is told of. */
export function disk(fault: (path: string, mode: string) => Promise<void> | void): Files {
  return {
    ...diskFiles,
    async open(path, mode) {
      await fault(path, mode);
      return diskFiles.open(path, mode);
    },
  };
}

/** Takes nothing more into journals while `isFull`. */
export function fullWhile(isFull: () => boolean, files = diskFiles): Files {
  return {
    ...files,
    async open(path, mode) {
      const file = await files.open(path, mode);
      const write = (data: Uint8Array, position: number) =>
        isFull() && mode === "durable" ? Promise.reject(full()) : file.write(data, position);
      return { ...file, write };
    },
  };
}
