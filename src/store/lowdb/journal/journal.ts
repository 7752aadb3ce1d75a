import { join } from "node:path";
import type { AuditEntry } from "../../../domain/audit.ts";
import { StoreError, type StoreHealth } from "../../store.ts";
import { type Files, isFull, isMissing } from "../disk/files.ts";
import { writeFully } from "../disk/whole-files.ts";
import type { Change } from "../tables/tables.ts";
import type { Commit, CommitLog } from "../tables/transactions.ts";
import { type Batch, createBatch } from "./batch.ts";
import { frameBound, writeFrame } from "./frame.ts";
import { createJournalFile, journalName } from "./journal-file.ts";
import { openWatermark } from "./watermark.ts";

/** One line of a journal: one transaction. */
export interface JournalLine {
  readonly seq: number;
  /** Last sequence known durable when the line was written. */
  readonly durable: number;
  readonly ops: readonly Change[];
  readonly audit?: readonly AuditEntry[];
}

export interface Journal extends CommitLog {
  /** Number of the file that is written now. */
  number(): number;
  durableSeq(): number;
  /** Bytes of the current file that are durable. */
  position(): number;
  /** Starts the next file; only while nothing is on its way. */
  rotate(): Promise<void>;
  health(): StoreHealth;
  /** Takes writes again after a full disk. */
  recover(): void;
  /** Refuses everything from now on. */
  fail(error: unknown): void;
  close(): Promise<void>;
}

export interface JournalOptions {
  readonly files: Files;
  readonly dir: string;
  readonly instance: string;
  readonly schema: number;
  readonly number: number;
  readonly seq: number;
  now(): Date;
  onHealth(health: StoreHealth): void;
  /** The disk failed: nothing is accepted any more. */
  onFailure(cause: unknown): void;
  /** More has become durable. */
  onDurable?(): void;
}

/** Under load the watermark is written after so many batches: it costs as much as one of them. */
const marksEvery = 16;

/** With so many waiting a write begins at once; the loop works on while the disk does. */
const enough = 16;

/** Appends transactions to the journal: all that wait share one write and one fdatasync. */
export async function openJournal(options: JournalOptions): Promise<Journal> {
  const { files, dir, instance, schema, now } = options;
  let number = options.number;
  let durableSeq = options.seq;
  let { file, position } = await createJournalFile(files, dir, {
    journal: number,
    instance,
    schema,
    after: durableSeq,
  });
  const watermark = await openWatermark(files, dir);
  let waiting: Batch | undefined;
  let scheduled = false;
  let flushing = false;
  /** Durable batches that the watermark does not know of. */
  let unmarked = 0;
  let last: Promise<void> = Promise.resolve();
  let scratch = Buffer.allocUnsafe(64 * 1024);
  let health: StoreHealth = { writable: true };

  function setHealth(next: StoreHealth): void {
    health = next;
    options.onHealth(next);
  }

  function encode({ bodies }: Batch): Buffer {
    let bound = 0;
    for (const [ops, audit] of bodies) bound += frameBound(ops) + frameBound(audit) + 64;
    if (scratch.length < bound) scratch = Buffer.allocUnsafe(bound);
    let at = 0;
    let seq = durableSeq;
    for (const [ops, audit] of bodies) {
      const head = `"seq":${++seq},"durable":${durableSeq},"ops":`;
      if (audit === "") at = writeFrame(scratch, at, head, ops, "}");
      else at = writeFrame(scratch, at, head, ops, ',"audit":', audit, "}");
    }
    return scratch.subarray(0, at);
  }

  async function flush(): Promise<void> {
    if (flushing) return;
    flushing = true;
    while (waiting && health.writable) {
      const batch = waiting;
      waiting = undefined;
      const bytes = encode(batch);
      try {
        await writeFully(file, bytes, position);
      } catch (error) {
        // Never again: after a failed fsync the kernel may have dropped the pages and would say all is well.
        if (isFull(error)) await retreat(batch);
        else fail(error, batch);
        continue;
      }
      position += bytes.length;
      durableSeq += batch.bodies.length;
      if (++unmarked === marksEvery) mark();
      batch.resolve();
      options.onDurable?.();
    }
    flushing = false;
    setImmediate(() => {
      if (!flushing && !scheduled) mark();
    });
  }

  function mark(): void {
    if (unmarked > 0) watermark.write(durableSeq);
    unmarked = 0;
  }

  /** `batch` and what came after it. */
  function takeLost(batch?: Batch): Batch[] {
    const lost = [batch, waiting].filter((b) => b !== undefined);
    waiting = undefined;
    return lost;
  }

  /** No room: everything not durable is taken back, newest first, and the half-written lines are cut off. */
  async function retreat(batch: Batch): Promise<void> {
    const lost = takeLost(batch);
    setHealth({ writable: false, fault: "disk-full", since: now() });
    for (const undo of lost.flatMap((b) => b.undo).reverse()) undo();
    try {
      await file.truncate(position);
      await file.datasync();
    } catch (error) {
      fail(error);
      for (const { reject } of lost) reject(new StoreError("failed", "the disk failed", { cause: error }));
      return;
    }
    // Somebody may have found room meanwhile, and more may be on its way.
    if (lost.some(({ settled }) => settled === last)) last = Promise.resolve();
    for (const { reject } of lost) reject(new StoreError("full", "the disk is full"));
  }

  /** Its header may be whole all the same, and what is written meanwhile would not be what that says: it must be gone for good. */
  async function takeBack(next: number): Promise<void> {
    try {
      await files.unlink(join(dir, journalName(next))).catch((error) => {
        if (!isMissing(error)) throw error;
      });
      await files.syncFolder(dir);
    } catch (cause) {
      throw new Error("a journal could not be taken back", { cause });
    }
  }

  function fail(error: unknown, batch?: Batch): void {
    const refused = takeLost(batch);
    const first = health.fault !== "fsync-failed";
    setHealth({ writable: false, fault: "fsync-failed", since: now() });
    for (const { reject } of refused) reject(new StoreError("failed", "the disk failed", { cause: error }));
    if (first) options.onFailure(error);
  }

  function ready(): void {
    if (health.fault === "fsync-failed") throw new StoreError("failed", "the disk failed");
    if (health.fault === "closed") throw new StoreError("closed", "the store is closed");
    if (health.fault === "disk-full") throw new StoreError("full", "the disk is full");
  }

  return {
    ready,
    append(commit: Commit) {
      const audit = commit.audit.map(({ json }) => json).join();
      waiting ??= createBatch();
      const { bodies, undo, settled } = waiting;
      bodies.push([JSON.stringify(commit.changes), audit && `[${audit}]`]);
      undo.push(commit.undo);
      last = settled;
      if (bodies.length === enough) void flush();
      else if (!flushing && !scheduled) {
        scheduled = true;
        // All transactions that are ready in this turn of the loop go into one batch.
        setImmediate(() => {
          scheduled = false;
          void flush();
        });
      }
      return settled;
    },
    async durable() {
      await last;
      if (health.fault === "fsync-failed") ready();
    },
    number: () => number,
    durableSeq: () => durableSeq,
    position: () => position,
    async rotate() {
      const next = await createJournalFile(files, dir, {
        journal: number + 1,
        instance,
        schema,
        after: durableSeq,
      }).catch(async (error) => {
        await takeBack(number + 1);
        throw error;
      });
      await file.close();
      ({ file, position } = next);
      number++;
    },
    health: () => health,
    recover() {
      if (health.fault === "disk-full") setHealth({ writable: true });
    },
    fail,
    async close() {
      if (health.fault !== "fsync-failed") health = { writable: false, fault: "closed", since: now() };
      mark();
      await watermark.close();
      await file.close();
    },
  };
}
