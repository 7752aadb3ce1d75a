import { dirname } from "node:path";
import type { Files, OpenFile } from "../../src/store/lowdb/disk/files.ts";

const pageBytes = 4096;

/** One file's content: as programs see it, and as it was when last synced. */
interface Inode {
  now: Buffer;
  synced: Buffer;
  dirty: Set<number>;
}

/** A change of a folder that is not synced yet. */
interface EntryChange {
  folder: string;
  /** `at`: where a path of the time lies now, since folders move with what is in them. */
  apply(entries: Map<string, Inode>, at: (path: string) => string): void;
  at(path: string): string;
}

export interface Faults {
  /** Total bytes the disk has room for. */
  capacity?: number;
  /** The write with this number (from 1), and those after it until `healed`, find the disk full. */
  fullAtWrite?: number;
  /** Writes take a random part of what they are given. */
  shortWrites?: boolean;
  /** The fsync with this number fails with EIO. */
  failSync?: number;
  /** Negative controls: files whose fsync does nothing; folders whose fsync does nothing. */
  ignoreSyncOf?: RegExp;
  ignoreFolderSync?: boolean;
}

/**
 * A disk in memory that can lose power: un-synced pages, renames, unlinks and new entries are kept apart, and `cut`
 * keeps a random subset of them. Every operation takes a turn of the loop or more, so that others come between.
 */
export interface SimDisk {
  readonly files: Files;
  readonly faults: Faults;
  operations(): number;
  writes(): number;
  syncs(): number;
  /** Resolves when the operation with this number begins; no operation after it ever ends. */
  cutAt(operation: number): Promise<void>;
  /** What a machine finds when it starts again. */
  survive(): SimDisk;
  /** All files, as programs see them. */
  contents(): Map<string, Buffer>;
}

/** Small and seeded, so that a failing round can be run again (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function fault(code: string): Error {
  return Object.assign(new Error(code), { code });
}

export function createSimDisk(
  random: () => number,
  start = new Map<string, Inode>(),
  faults: Faults = {},
): SimDisk {
  const entries = new Map(start);
  const syncedEntries = new Map(start);
  let pending: EntryChange[] = [];
  let operations = 0;
  let writes = 0;
  let syncs = 0;
  let cut: { at: number; tell: () => void } | undefined;
  let dead = false;

  async function operation(): Promise<void> {
    operations++;
    if (cut && operations >= cut.at && !dead) {
      dead = true;
      cut.tell();
    }
    if (dead) await new Promise(() => {});
    for (let turns = random() < 0.2 ? 3 : 1; turns > 0; turns--) await new Promise((r) => setImmediate(r));
    if (dead) await new Promise(() => {});
  }

  function change(folder: string, apply: EntryChange["apply"]): void {
    const at = (path: string) => path;
    apply(entries, at);
    pending.push({ folder, apply, at });
  }

  /** What was changed in a folder and is not synced goes with the folder: it is none of what takes its place. */
  function move(from: string, to: string): void {
    const moved = (path: string) => (`${path}/`.startsWith(`${from}/`) ? to + path.slice(from.length) : path);
    for (const item of pending) {
      if (moved(item.folder) === item.folder) continue;
      item.folder = moved(item.folder);
      const before = item.at;
      item.at = (path) => moved(before(path));
    }
  }

  function need(path: string): Inode {
    const inode = entries.get(path);
    if (!inode) throw fault("ENOENT");
    return inode;
  }

  function used(): number {
    return [...new Set(entries.values())].reduce((sum, { now }) => sum + now.length, 0);
  }

  function touch(inode: Inode, from: number, end: number): void {
    for (let page = Math.floor(from / pageBytes); page * pageBytes < end; page++) inode.dirty.add(page);
  }

  function resize(inode: Inode, length: number): void {
    const next = Buffer.alloc(length);
    inode.now.copy(next);
    inode.now = next;
  }

  function openFile(path: string, inode: Inode): OpenFile {
    return {
      async write(data, position) {
        await operation();
        writes++;
        if (faults.fullAtWrite !== undefined && writes >= faults.fullAtWrite) {
          // As ext4 does: what still fits is taken, then there is no room.
          if (writes === faults.fullAtWrite && random() < 0.5) return take(Math.floor(data.length / 2));
          throw fault("ENOSPC");
        }
        if (faults.capacity !== undefined && used() + data.length > faults.capacity) throw fault("ENOSPC");
        return take(faults.shortWrites && random() < 0.5 ? Math.ceil(random() * data.length) : data.length);
        function take(length: number): number {
          const end = position + length;
          if (end > inode.now.length) resize(inode, end);
          inode.now.set(data.subarray(0, length), position);
          touch(inode, position, end);
          return length;
        }
      },
      async datasync() {
        await operation();
        syncs++;
        if (faults.failSync === syncs) throw fault("EIO");
        if (faults.ignoreSyncOf?.test(path)) return;
        const synced = Buffer.alloc(inode.now.length);
        inode.synced.copy(synced);
        for (const page of inode.dirty) {
          if (page * pageBytes < synced.length)
            inode.now.copy(synced, page * pageBytes, page * pageBytes, (page + 1) * pageBytes);
        }
        inode.synced = synced;
        inode.dirty = new Set();
      },
      async truncate(length) {
        await operation();
        const shorter = Math.min(length, inode.now.length);
        resize(inode, length);
        for (const page of inode.dirty) if (page * pageBytes >= length) inode.dirty.delete(page);
        touch(inode, shorter, Math.max(length, shorter + 1));
      },
      close: operation,
    };
  }

  const files: Files = {
    async open(path, mode) {
      await operation();
      let inode = entries.get(path);
      if (!inode) {
        const made: Inode = { now: Buffer.alloc(0), synced: Buffer.alloc(0), dirty: new Set() };
        inode = made;
        change(dirname(path), (map, at) => map.set(at(path), made));
      } else if (mode !== "edit") {
        inode.now = Buffer.alloc(0);
        inode.dirty.add(0);
      }
      const file = openFile(path, inode);
      if (mode !== "durable") return file;
      // Two steps inside, so that power may go between them.
      return {
        ...file,
        async write(data, position) {
          const taken = await file.write(data, position);
          await file.datasync();
          return taken;
        },
      };
    },
    async read(path) {
      await operation();
      return Buffer.from(need(path).now);
    },
    async readPart(path, from, length) {
      await operation();
      return Buffer.from(need(path).now.subarray(from, from + length));
    },
    async size(path) {
      await operation();
      return entries.get(path)?.now.length;
    },
    async list(folder) {
      await operation();
      const names = [...entries.keys()]
        .filter((p) => p.startsWith(`${folder}/`))
        .map((p) => p.slice(folder.length + 1));
      return [...new Set(names.map((n) => n.split("/")[0] as string))].sort();
    },
    makeFolder: operation,
    removeFolder: operation,
    async rename(from, to) {
      await operation();
      if (![...entries.keys()].some((path) => path === from || path.startsWith(`${from}/`)))
        throw fault("ENOENT");
      // One entry of one folder, also where a whole folder moves: kept or lost as one.
      move(from, to);
      change(dirname(to), (map, at) => {
        for (const [path, inode] of [...map]) {
          if (!`${path}/`.startsWith(`${at(from)}/`)) continue;
          map.delete(path);
          map.set(at(to) + path.slice(at(from).length), inode);
        }
      });
    },
    async unlink(path) {
      await operation();
      need(path);
      change(dirname(path), (map, at) => map.delete(at(path)));
    },
    async syncFolder(folder) {
      await operation();
      syncs++;
      if (faults.failSync === syncs) throw fault("EIO");
      if (faults.ignoreFolderSync) return;
      for (const { folder: of, apply, at } of pending) if (of === folder) apply(syncedEntries, at);
      pending = pending.filter(({ folder: of }) => of !== folder);
    },
  };

  /** Each page is as it was when synced, or as it was written; the length is one of the two, or between. */
  function surviving(inode: Inode): Inode {
    const { now, synced } = inode;
    const grown = now.length > synced.length;
    const choice = random();
    const length =
      choice < 0.4
        ? now.length
        : choice < 0.7 || !grown
          ? synced.length
          : synced.length + Math.floor(random() * (now.length - synced.length));
    const content = Buffer.alloc(length);
    synced.copy(content, 0, 0, length);
    for (const page of inode.dirty) {
      const there = page * pageBytes < Math.min(length, now.length);
      if (there && random() < 0.5)
        now.copy(content, page * pageBytes, page * pageBytes, Math.min((page + 1) * pageBytes, length));
    }
    return { now: content, synced: Buffer.from(content), dirty: new Set() };
  }

  return {
    files,
    faults,
    operations: () => operations,
    writes: () => writes,
    syncs: () => syncs,
    cutAt: (at) =>
      new Promise((resolve) => {
        cut = { at, tell: resolve };
      }),
    survive() {
      dead = true;
      const found = new Map(syncedEntries);
      for (const { apply, at } of pending) if (random() < 0.5) apply(found, at);
      const survivors = new Map<Inode, Inode>();
      for (const inode of found.values()) if (!survivors.has(inode)) survivors.set(inode, surviving(inode));
      return createSimDisk(random, new Map([...found].map(([path, i]) => [path, survivors.get(i) as Inode])));
    },
    contents: () => new Map([...entries].map(([path, { now }]) => [path, Buffer.from(now)])),
  };
}

/** A disk on which everything is synced. */
export function diskOf(contents: ReadonlyMap<string, Buffer>, random: () => number): SimDisk {
  const inodes = [...contents].map(([path, bytes]): [string, Inode] => [
    path,
    { now: Buffer.from(bytes), synced: Buffer.from(bytes), dirty: new Set() },
  ]);
  return createSimDisk(random, new Map(inodes));
}
