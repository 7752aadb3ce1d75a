import { setTimeout as sleep } from "node:timers/promises";
import type { Pool, PoolClient } from "pg";
import type { AuditRecord } from "../../domain/audit.ts";
import type { Delivery } from "../../domain/deliveries.ts";
import type { GroupId } from "../../domain/groups.ts";
import type { Sealer } from "../../lib/sealing.ts";
import { createSerial } from "../../lib/serial.ts";
import {
  type CommittedChanges,
  type CommittedDeliveries,
  type Store,
  StoreError,
  type Tx,
} from "../store.ts";
import type { AuditWriter } from "./audit-writer.ts";
import { isAway, mayRunAgain } from "./failures.ts";
import { createReads } from "./reads.ts";
import { createStaged, type Run, type Staged } from "./staged.ts";
import { createTx } from "./writes.ts";

const attempts = 8;

interface Committed extends CommittedDeliveries, CommittedChanges {}

/** One attempt at a transaction: what its work wrote, and what it leaves besides. */
interface Attempt {
  readonly t: Tx;
  readonly staged: Staged;
  readonly records: AuditRecord[];
  readonly rows: Map<string, Delivery>;
  readonly confirmed: GroupId[];
}

export interface TransactionsOptions {
  readonly pool: Pool;
  readonly sealer: Sealer;
  readonly audit: AuditWriter;
  /** Runs each `work` twice and keeps the second. */
  readonly rehearse?: boolean;
}

/**
 * Transactions on a connection each: READ COMMITTED, serial within the process. Other processes are kept from what was
 * read by key until the end; where two wait for each other, or both make the same thing, one of them runs again.
 */
export function createTransactions(
  options: TransactionsOptions,
): Pick<Store, "tx" | "onDeliveries" | "onChanges"> & { idle(): Promise<void> } {
  const { pool, sealer, audit } = options;
  const turns = createSerial();
  const deliveryListeners = new Set<(committed: CommittedDeliveries) => void>();
  const changeListeners = new Set<(changed: CommittedChanges) => void>();

  function begin(run: Run): Attempt {
    const staged = createStaged(run);
    const records: AuditRecord[] = [];
    const rows = new Map<string, Delivery>();
    const confirmed: GroupId[] = [];
    const t = createTx(createReads(staged, sealer), staged, sealer, {
      audit: (record) => records.push(record),
      confirmed: (group) => confirmed.push(group),
      delivery: (row) => rows.set(row.id, row),
    });
    return { t, staged, records, rows, confirmed };
  }

  async function attempt<T>(client: PoolClient, work: (t: Tx) => Promise<T>) {
    const run: Run = async (sql, values) => (await client.query(sql, values as unknown[])).rows;
    await run("BEGIN");
    if (options.rehearse) {
      await work(begin(run).t);
      await run("ROLLBACK");
      await run("BEGIN");
    }
    const mine = begin(run);
    const value = await work(mine.t);
    await mine.staged.finish();
    const { settle } = await audit.write(run, mine.records);
    let isCommitted = false;
    try {
      await run("COMMIT");
      isCommitted = true;
    } finally {
      settle(isCommitted);
    }
    const { tables, reports } = mine.staged;
    const committed: Committed = {
      rows: [...mine.rows.values()],
      confirmed: mine.confirmed,
      tables,
      reports,
    };
    return { value, committed };
  }

  async function once<T>(work: (t: Tx) => Promise<T>) {
    const client = await pool.connect();
    let broken: Error | undefined;
    try {
      return await attempt(client, work);
    } catch (error) {
      await client.query("ROLLBACK").catch((cause: Error) => {
        broken = cause;
      });
      throw error;
    } finally {
      client.release(broken);
    }
  }

  async function run<T>(work: (t: Tx) => Promise<T>): Promise<T> {
    for (let i = 1; ; i++) {
      try {
        const { value, committed } = await once(work);
        announce(committed);
        return value;
      } catch (error) {
        if (isAway(error)) throw new StoreError("full", "the database is away", { cause: error });
        if (!mayRunAgain(error) || i === attempts) throw error;
        await sleep(Math.random() * 10 * 2 ** i);
      }
    }
  }

  function announce(committed: Committed): void {
    if (committed.rows.length + committed.confirmed.length > 0)
      for (const listener of deliveryListeners) listener(committed);
    if (committed.tables.size > 0) for (const listener of changeListeners) listener(committed);
  }

  return {
    tx: (work) => turns.run(() => run(work)),
    onDeliveries(listener) {
      deliveryListeners.add(listener);
      return () => void deliveryListeners.delete(listener);
    },
    onChanges(listener) {
      changeListeners.add(listener);
      return () => void changeListeners.delete(listener);
    },
    idle: turns.idle,
  };
}
