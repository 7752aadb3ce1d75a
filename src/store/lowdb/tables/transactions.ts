import type { AuditEntry, AuditRecord } from "../../../domain/audit.ts";
import type { Delivery } from "../../../domain/deliveries.ts";
import type { GroupId } from "../../../domain/groups.ts";
import type { Sealer } from "../../../lib/sealing.ts";
import { createSerial } from "../../../lib/serial.ts";
import {
  type CommittedChanges,
  type CommittedDeliveries,
  type Reads,
  type Store,
  StoreError,
  type Tx,
} from "../../store.ts";
import type { AuditChain, AuditLine, ChainHead } from "../audit/audit-chain.ts";
import type { AuditQuery } from "../audit/audit-files.ts";
import { type Archive, createReads } from "./reads.ts";
import { createSealedRows } from "./sealed-rows.ts";
import { applyChange, type Change, stageTables, type Tables, takeChanges } from "./tables.ts";
import { createTx } from "./writes.ts";

/** What one transaction leaves behind. */
export interface Commit {
  readonly changes: readonly Change[];
  readonly audit: readonly AuditLine[];
  /** Takes it back from memory, where the disk had no room for it. */
  undo(): void;
}

/** Where commits go. */
export interface CommitLog {
  /** Throws `StoreError` where nothing can be written now. */
  ready(): void;
  /** Resolves once durable; rejects with `StoreError`. */
  append(commit: Commit): Promise<void>;
  /** Resolves once all that was appended is durable. */
  durable(): Promise<void>;
}

export interface TransactionsOptions {
  readonly state: Tables;
  readonly sealer: Sealer;
  readonly chain: AuditChain;
  /** Audit entries that are in no file yet, oldest first. */
  readonly recentAudit: AuditLine[];
  readonly archive: Archive;
  readonly log: CommitLog;
  olderAudit(query: AuditQuery, limit: number): Promise<AuditEntry[]>;
  /** Runs each `work` twice and keeps the second: finds a `work` that does more than read and write through `t`. */
  readonly rehearse?: boolean;
}

export interface Transactions extends Pick<Store, "tx" | "view" | "onDeliveries" | "onChanges"> {
  readonly reads: Reads;
  /** Runs `job` between two transactions. */
  exclusive<T>(job: () => Promise<T>): Promise<T>;
}

/** Transactions over the tables in memory: one at a time, staged, all or nothing. */
export function createTransactions(options: TransactionsOptions): Transactions {
  const { state, sealer, chain, recentAudit, log } = options;
  const staged = stageTables(state);
  let records: AuditRecord[] = [];
  let confirmed: GroupId[] = [];
  const listeners = new Set<(committed: CommittedDeliveries) => void>();
  const changeListeners = new Set<(changed: CommittedChanges) => void>();
  /** Changes whenever commits were taken back: a transaction that runs meanwhile has read what is no more. */
  let generation = 0;

  const audit = async (query: AuditQuery, limit: number): Promise<AuditEntry[]> => {
    const newest = recentAudit
      .filter(({ json }) => json.includes(query.mark))
      .map(({ json }) => JSON.parse(json) as AuditEntry)
      .filter(query.fits)
      .reverse()
      .slice(0, limit);
    if (newest.length === limit) return newest;
    const oldest = recentAudit[0]?.seq ?? Number.POSITIVE_INFINITY;
    // A checkpoint may move recent entries into files while those are read.
    const older = (await options.olderAudit(query, limit - newest.length)).filter((e) => e.seq < oldest);
    return [...newest, ...older];
  };
  const deps = {
    sealer,
    sealedRows: createSealedRows(sealer),
    archive: options.archive,
    history: state.entries,
    audit,
  };
  const reads = createReads(state, deps);
  const tx = createTx(createReads(staged, deps), staged, deps, {
    audit: (record) => records.push(record),
    confirmed: (group) => confirmed.push(group),
  });

  async function attempt<T>(work: (t: Tx) => Promise<T>): Promise<Attempt<T>> {
    const began = generation;
    let value: T;
    try {
      if (options.rehearse) {
        await work(tx);
        discard();
      }
      value = await work(tx);
    } catch (error) {
      discard();
      throw error;
    }
    const changes = takeChanges(staged);
    const mine = records;
    const committed = { rows: changes.flatMap(deliveryOf), confirmed, changes };
    records = [];
    confirmed = [];
    const isRead = changes.length === 0 && mine.length === 0;
    if (!isRead) log.ready();
    if (began !== generation) throw new StoreError("full", "the disk filled up during the transaction");
    if (isRead) return { value, settled: log.durable() };
    return { value, settled: commit(changes, mine), committed };
  }

  function commit(changes: Change[], mine: AuditRecord[]): Promise<void> {
    const head: ChainHead = chain.head();
    const audit = mine.map(chain.link);
    const before = changes.map((change) => applyChange(state, change));
    for (const line of audit) recentAudit.push(line);
    return log.append({
      changes,
      audit,
      undo() {
        generation++;
        for (const change of before.reverse()) applyChange(state, change);
        chain.reset(head);
        recentAudit.length -= audit.length;
      },
    });
  }

  function discard(): void {
    takeChanges(staged);
    records = [];
    confirmed = [];
  }

  const turns = createSerial();

  return {
    reads,
    exclusive: turns.run,
    async tx(work) {
      const { value, settled, committed } = await turns.run(() => attempt(work));
      await settled;
      if (committed && committed.rows.length + committed.confirmed.length > 0)
        for (const listener of listeners) listener(committed);
      if (committed && committed.changes.length > 0 && changeListeners.size > 0) {
        const changed = changesOf(committed.changes);
        for (const listener of changeListeners) listener(changed);
      }
      return value;
    },
    async view(work) {
      const value = await work(reads);
      try {
        await log.durable();
        return value;
      } catch (error) {
        if (!(error instanceof StoreError && error.reason === "full")) throw error;
      }
      // What had no room was taken back, and what is left is durable: it may be read as it is now.
      const left = await work(reads);
      await log.durable();
      return left;
    },
    onDeliveries(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    onChanges(listener) {
      changeListeners.add(listener);
      return () => void changeListeners.delete(listener);
    },
  };
}

interface Attempt<T> {
  readonly value: T;
  readonly settled: Promise<void>;
  readonly committed?: CommittedDeliveries & { readonly changes: readonly Change[] };
}

function changesOf(changes: readonly Change[]): CommittedChanges {
  const tables = new Set<string>(changes.map(([table]) => table));
  const reports = changes.flatMap(([table, id, row]) => {
    if (table === "reports") return [id];
    const isPart = table === "entries" || table === "attachments";
    return isPart && row !== null ? [(row as { readonly report: string }).report] : [];
  });
  return { tables, reports: new Set(reports) };
}

function deliveryOf([table, , row]: Change): Delivery[] {
  return table === "deliveries" && row !== null ? [row as Delivery] : [];
}
