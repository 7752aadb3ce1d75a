import { join } from "node:path";
import { crc32 } from "node:zlib";
import { type Adapter, Low } from "lowdb";
import type { ChainHead } from "../audit/audit-chain.ts";
import type { Files } from "../disk/files.ts";
import { damaged } from "../disk/open-failure.ts";
import { replace } from "../disk/whole-files.ts";

/** What the data folder holds: nothing that it does not name is part of the store. */
export interface Manifest {
  /** Version of all files' form; see migrations. */
  readonly schema: number;
  /** Random, made with the store: tells one station's data from another's. */
  readonly instance: string;
  readonly stamp: "demo" | "real";
  /** Fingerprint of the key that sealed it. */
  readonly key: string;
  readonly createdAt: string;
  /** Sequence of the last transaction that shards and audit files hold. */
  readonly seq: number;
  /** First journal with transactions after `seq`. */
  readonly journal: number;
  /** By shard name, such as `reports/2026-11` or `archive/deliveries/2026-09`. */
  readonly shards: Readonly<Record<string, ShardRef>>;
  readonly audit: ChainHead & { readonly files: readonly AuditFile[] };
}

export interface ShardRef {
  /** Path within the data folder, with `/`. */
  readonly file: string;
  readonly bytes: number;
  /** CRC32 of the whole: told at once; the lines' own checksums tell where. */
  readonly crc: number;
}

/** `bytes`: what of it counts; a checkpoint that was cut short may have left more. */
export type AuditFile = ShardRef;

interface Sealed {
  readonly crc: string;
  readonly manifest: Manifest;
}

const name = "manifest.json";

function manifestAdapter(files: Files, dir: string): Adapter<Sealed> {
  const path = join(dir, name);
  return {
    async read() {
      const text = (await files.read(path)).toString("utf8");
      try {
        const sealed = JSON.parse(text) as Sealed;
        if (sealed.crc === checksum(sealed.manifest)) return sealed;
      } catch {
        // Told below: whatever is wrong with it, it is damaged.
      }
      throw damaged(path, 0, "清单校验不符");
    },
    async write(sealed) {
      await replace(files, path, [Buffer.from(`${JSON.stringify(sealed, null, 1)}\n`)]);
      // In its place, though perhaps not for good: nobody may go on, neither from it nor from the one before.
      await files.syncFolder(dir).catch((cause) => {
        throw new Error("the manifest may not last", { cause });
      });
    },
  };
}

export function checksum(content: object): string {
  return crc32(JSON.stringify(content)).toString(16).padStart(8, "0");
}

/** `undefined` where there is no store yet. */
export async function readManifest(files: Files, dir: string): Promise<Manifest | undefined> {
  if ((await files.size(join(dir, name))) === undefined) return undefined;
  const low = new Low(manifestAdapter(files, dir), { crc: "", manifest: {} as Manifest });
  await low.read();
  return low.data.manifest;
}

export async function writeManifest(files: Files, dir: string, manifest: Manifest): Promise<void> {
  await new Low(manifestAdapter(files, dir), { crc: checksum(manifest), manifest }).write();
}
