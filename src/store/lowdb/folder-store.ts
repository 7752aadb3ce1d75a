import type { Clock } from "../../lib/clock.ts";
import type { Logger } from "../../lib/logger.ts";
import type { Store, StoreError, StoreHealth } from "../store.ts";
import type { ChainHead } from "./audit/audit-chain.ts";
import type { Tuning } from "./checkpoint/checkpoints.ts";
import type { Files } from "./disk/files.ts";
import type { holdFolder } from "./lock/lock.ts";
import type { Migration } from "./tables/migration.ts";

export interface OpenOptions {
  /** The data folder; made where it is missing. */
  readonly dir: string;
  /** 32 bytes, from `loadKey`. */
  readonly key: Uint8Array;
  readonly stamp: "demo" | "real";
  /** For the names of backups, and the time in the lock; default Asia/Shanghai. */
  readonly timezone?: string;
  readonly logger: Logger;
  readonly clock?: Clock;
  /** The disk failed, or the folder was taken: the process must end with code 5. Called once. */
  readonly onFatal?: (error: StoreError) => void;
  /** Full disk, and room again. */
  readonly onHealth?: (health: StoreHealth) => void;
  readonly tuning?: Partial<Tuning>;
  /** See `TransactionsOptions`. */
  readonly rehearse?: boolean;
  /** What else another process may ask of the one that holds the folder (the command line's verbs). */
  readonly verbs?: Readonly<
    Record<string, (store: Store, args: Readonly<Record<string, string>>) => Promise<unknown>>
  >;
  readonly files?: Files;
  readonly hold?: typeof holdFolder;
  readonly migrations?: readonly Migration[];
}

/** A `Store` on a folder, with what its keeper may do to it. */
export interface FolderStore extends Store {
  readonly dir: string;
  checkpoint(): Promise<void>;
  /** Where the audit chain stands, durable, and whose chain it is. */
  auditHead(): Promise<ChainHead & { readonly instance: string }>;
  /** `checkpoint: false` leaves the journal as it is, as a crash would. */
  close(options?: { readonly checkpoint?: boolean }): Promise<void>;
  /** Runs `job` while no file of the store is replaced or removed; `durable` is what may be copied of the journals. */
  withoutCheckpoints<T>(job: (durable: { journal: number; bytes: number }) => Promise<T>): Promise<T>;
}
