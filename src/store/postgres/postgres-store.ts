import { type Clock, systemClock } from "../../lib/clock.ts";
import type { Logger } from "../../lib/logger.ts";
import { createSealer } from "../../lib/sealing.ts";
import { type Reads, type Store, StoreError } from "../store.ts";
import { openAuditWriter } from "./audit-writer.ts";
import { isAway } from "./failures.ts";
import { migrate } from "./migrate.ts";
import { decodeRow, toPlain } from "./plain-text.ts";
import { createReads } from "./reads.ts";
import type { Source } from "./source.ts";
import { sqlName } from "./sql-tables.ts";
import type { Run } from "./staged.ts";
import { createTransactions } from "./transactions.ts";

/** How long it is remembered that a message was taken. */
const inboxDays = 7;

export interface PostgresOptions {
  readonly url: string;
  /** Of the station: several may have one database. */
  readonly schema: string;
  /** 32 bytes, from `loadKey`; the database never sees it. */
  readonly key: Uint8Array;
  readonly logger: Logger;
  readonly clock?: Clock;
  /** Connections at most; default 8. One more is kept for as long as the store is open. */
  readonly connections?: number;
  /** See `TransactionsOptions`. */
  readonly rehearse?: boolean;
}

/** Opens a station's schema in PostgreSQL, making or changing its tables first; the driver is loaded here. */
export async function openPostgresStore(options: PostgresOptions): Promise<Store> {
  const { url, schema, logger, clock = systemClock, connections = 8 } = options;
  const { default: pg } = await import("pg");
  const pool = new pg.Pool({
    connectionString: url,
    max: connections + 1,
    options: `-c search_path=${schema.replaceAll(/[\\ ]/g, "\\$&")}`,
  });
  // Without a listener it would end the process; whoever needs a connection next is told.
  pool.on("error", ({ message }) => logger.warn({ message }, "a connection to the database broke"));
  pool.on("connect", (client) => client.on("error", () => {}));
  try {
    await migrate(pool, schema);
    const keeper = await pool.connect();
    const sealer = createSealer(options.key);
    const audit = await openAuditWriter(keeper, sealer);
    const oldest = new Date(clock.now().getTime() - inboxDays * 86_400_000).toISOString().slice(0, 10);
    await keeper.query("DELETE FROM inbox WHERE id < $1", [oldest]);
    const transactions = createTransactions({
      pool,
      sealer,
      audit,
      ...(options.rehearse !== undefined && { rehearse: options.rehearse }),
    });
    const run: Run = async (sql, values) => (await pool.query(sql, values as unknown[])).rows;
    let isClosed = false;
    return {
      ...createReads(directSource(run), sealer),
      tx: transactions.tx,
      async view(work) {
        const client = await pool.connect();
        let broken: Error | undefined;
        try {
          await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
          const reads: Reads = createReads(
            directSource(async (sql, values) => (await client.query(sql, values as unknown[])).rows),
            sealer,
          );
          return await work(reads);
        } catch (error) {
          throw isAway(error) ? new StoreError("full", "the database is away", { cause: error }) : error;
        } finally {
          await client.query("COMMIT").catch((cause: Error) => {
            broken = cause;
          });
          client.release(broken);
        }
      },
      onDeliveries: transactions.onDeliveries,
      onChanges: transactions.onChanges,
      health: () => (isClosed ? { writable: false, fault: "closed" } : { writable: true }),
      async close() {
        isClosed = true;
        await transactions.idle();
        // The chain is free for the next process as soon as this connection is.
        keeper.release(true);
        await pool.end();
      },
    };
  } catch (error) {
    await pool.end();
    throw error;
  }
}

/** The database as `run` sees it, without locks. */
function directSource(run: Run): Source {
  const rows: Source["rows"] = async <T>(sql: string, values: readonly unknown[] = []) => {
    const cast = sql.replace("SELECT row FROM", "SELECT row::text AS row FROM");
    return (await run<{ row: string }>(cast, values)).map(({ row }) => decodeRow<T>(row));
  };
  return {
    rows,
    select: (sql, values) => run(sql, values),
    get: async <T>(table: Parameters<Source["get"]>[0], key: string) =>
      (await rows<T>(`SELECT row FROM ${sqlName(table)} WHERE id = $1`, [toPlain(key)]))[0],
    by: (table, column, value) =>
      rows(
        `SELECT row FROM ${sqlName(table)}
         WHERE ${column === "keys" ? "keys @> ARRAY[$1::text]" : `${column} = $1`} ORDER BY id`,
        [toPlain(value)],
      ),
  };
}
