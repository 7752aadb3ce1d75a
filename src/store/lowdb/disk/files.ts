import fs from "node:fs";

/** The few file operations under the store, as a port: the crash tests put a disk that loses things under it. */
export interface Files {
  /**
   * `create` truncates what is there; `edit` makes the file where it is missing; `durable` is `create` for a file whose
   * every write is durable when it resolves.
   */
  open(path: string, mode: "create" | "edit" | "durable"): Promise<OpenFile>;
  /** The whole file; rejects with code ENOENT where there is none. */
  read(path: string): Promise<Buffer>;
  /** `length` bytes from `start`, fewer at the end of the file; in `memory` where some is given that is long enough. */
  readPart(path: string, start: number, length: number, memory?: Buffer): Promise<Buffer>;
  /** Bytes; `undefined` where there is no such file. */
  size(path: string): Promise<number | undefined>;
  /** Names, sorted; empty where there is no such folder. */
  list(folder: string): Promise<string[]>;
  makeFolder(folder: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  unlink(path: string): Promise<void>;
  /** An empty one; others are left alone. */
  removeFolder(folder: string): Promise<void>;
  /** Makes entries of the folder durable. Windows cannot: nothing happens there. */
  syncFolder(folder: string): Promise<void>;
}

export interface OpenFile {
  /** Writes at `position`; resolves with how many bytes were taken, which may be fewer than given. */
  write(data: Uint8Array, position: number): Promise<number>;
  datasync(): Promise<void>;
  truncate(length: number): Promise<void>;
  close(): Promise<void>;
}

type Callback<T> = (error: NodeJS.ErrnoException | null, value: T) => void;
/** One call of node's callback API as a promise; the types of `util.promisify` do not survive beside those of rxjs. */
const call = <T = void>(run: (callback: Callback<T>) => void) =>
  new Promise<T>((resolve, reject) => run((error, value) => (error ? reject(error) : resolve(value))));

const open = (path: string, mode: string | number, rights?: number) =>
  call<number>((done) => fs.open(path, mode, rights, done));
const close = (fd: number) => call((done: fs.NoParamCallback) => fs.close(fd, done));
const ftruncate = (fd: number, length: number) =>
  call((done: fs.NoParamCallback) => fs.ftruncate(fd, length, done));
const fdatasync = (fd: number) => call((done: fs.NoParamCallback) => fs.fdatasync(fd, done));
const fsync = (fd: number) => call((done: fs.NoParamCallback) => fs.fsync(fd, done));
const write = (fd: number, data: Uint8Array, position: number) =>
  call<number>((done) => fs.write(fd, data, 0, data.length, position, done));

const { O_RDWR, O_CREAT, O_TRUNC, O_DSYNC } = fs.constants;
/** A write with O_DSYNC is a write and its fdatasync in one. Elsewhere it does less (macOS) or is not there (Windows). */
const syncsItself = process.platform === "linux";
const flags = {
  create: O_RDWR | O_CREAT | O_TRUNC,
  edit: O_RDWR | O_CREAT,
  durable: O_RDWR | O_CREAT | O_TRUNC | (syncsItself ? O_DSYNC : 0),
};

export const diskFiles: Files = {
  async open(path, mode) {
    const fd = await open(path, flags[mode], 0o600);
    return {
      async write(data, position) {
        const written = await write(fd, data, position);
        if (mode === "durable" && !syncsItself) await fdatasync(fd);
        return written;
      },
      datasync: () => fdatasync(fd),
      truncate: (length) => ftruncate(fd, length),
      close: () => close(fd),
    };
  },
  read: (path) => fs.promises.readFile(path),
  async readPart(path, start, length, memory) {
    const handle = await fs.promises.open(path, "r");
    try {
      const buffer = memory ?? Buffer.allocUnsafe(length);
      let have = 0;
      while (have < length) {
        const { bytesRead } = await handle.read(buffer, have, length - have, start + have);
        if (bytesRead === 0) break;
        have += bytesRead;
      }
      return buffer.subarray(0, have);
    } finally {
      await handle.close();
    }
  },
  async size(path) {
    try {
      return (await fs.promises.stat(path)).size;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  },
  async list(folder) {
    try {
      return (await fs.promises.readdir(folder)).sort();
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
  },
  async makeFolder(folder) {
    await fs.promises.mkdir(folder, { recursive: true, mode: 0o700 });
  },
  rename: (from, to) => renamePatiently(from, to, 5),
  unlink: (path) => fs.promises.unlink(path),
  removeFolder: (folder) => fs.promises.rmdir(folder).catch(() => {}),
  async syncFolder(folder) {
    if (process.platform === "win32") return;
    const fd = await open(folder, "r");
    try {
      await fsync(fd);
    } finally {
      await close(fd);
    }
  },
};

export function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "ENOENT";
}

export function isFull(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === "ENOSPC" || code === "EDQUOT";
}

/** Virus scanners on Windows hold a new file for a moment. */
async function renamePatiently(from: string, to: string, tries: number): Promise<void> {
  try {
    await fs.promises.rename(from, to);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (tries === 0 || (code !== "EPERM" && code !== "EBUSY" && code !== "EACCES")) throw error;
    await new Promise((resolve) => setTimeout(resolve, 50));
    await renamePatiently(from, to, tries - 1);
  }
}
