import { type Report, type ReportEntry, wordsOf } from "../../domain/reports.ts";
import { createSerial } from "../../lib/serial.ts";
import { rowKey, type TableName } from "../lowdb/tables/tables.ts";
import { searchText } from "../search.ts";
import { decodeRow, encodeRow, toPlain } from "./plain-text.ts";
import { gramsOf } from "./search-grams.ts";
import type { Source } from "./source.ts";
import { putRows, sqlName } from "./sql-tables.ts";

/** Runs one statement in the transaction. */
export type Run = <T>(sql: string, values?: readonly unknown[]) => Promise<T[]>;

/** What a transaction sees, and what it has written that is not in the database yet. */
export interface Staged extends Source {
  put(table: TableName, row: object): void;
  remove(table: TableName, key: string): void;
  /** A statement in its place among the writes; what it deletes is announced as change of `table`. */
  statement(table: TableName, sql: string, values: readonly unknown[]): void;
  /** Writes what is left to be written, also what reports are searched by. */
  finish(): Promise<void>;
  /** Names of the tables that were written to, and reports of which something was. */
  readonly tables: ReadonlySet<TableName>;
  readonly reports: ReadonlySet<string>;
}

type Rows = Map<string, object | undefined>;
type Write = { readonly table: TableName; readonly rows: Rows } | { sql: string; values: readonly unknown[] };

/** `run`'s statements go one after the other, whatever the work does side by side. */
export function createStaged(run: Run): Staged {
  /** In order; rows of one table together as far as no statement stands between. */
  let writes: Write[] = [];
  /** What was put or read under a lock: nobody else changes it before this transaction ends. */
  let known = new Map<TableName, Rows>();
  const tables = new Set<TableName>();
  const reports = new Set<string>();
  /** Reports whose text is to be made anew. */
  const retold = new Set<string>();
  const turns = createSerial();

  const knownOf = (table: TableName): Rows => {
    const rows = known.get(table) ?? new Map<string, object | undefined>();
    known.set(table, rows);
    return rows;
  };

  function write(table: TableName, key: string, row: object | undefined): void {
    const open = writes.findLast((one) => !("rows" in one) || one.table === table);
    if (open && "rows" in open) open.rows.set(key, row);
    else writes.push({ table, rows: new Map([[key, row]]) });
    knownOf(table).set(key, row);
    tables.add(table);
    if (table === "reports") {
      reports.add(key);
      if (row) retold.add(key);
    } else if ((table === "entries" || table === "attachments") && row) {
      const { report } = row as { readonly report: string };
      reports.add(report);
      if (table === "entries") retold.add(report);
    }
  }

  async function flush(): Promise<void> {
    const mine = writes;
    writes = [];
    for (const one of mine) {
      if (!("rows" in one)) {
        await run(one.sql, one.values);
        continue;
      }
      const gone = [...one.rows].filter(([, row]) => row === undefined).map(([key]) => toPlain(key));
      const put = [...one.rows].filter((pair): pair is [string, object] => pair[1] !== undefined);
      if (gone.length > 0) await run(`DELETE FROM ${sqlName(one.table)} WHERE id = ANY($1::text[])`, [gone]);
      // In the order of their keys, so that two processes do not wait for each other crosswise.
      put.sort(([a], [b]) => (a < b ? -1 : 1));
      if (put.length > 0)
        await run(putRows(one.table), [
          put.map(([key]) => toPlain(key)),
          put.map(([, row]) => encodeRow(row)),
        ]);
    }
  }

  async function makeTexts(): Promise<void> {
    for (const id of retold) {
      const [found] = await run<{ row: string }>("SELECT row::text AS row FROM reports WHERE id = $1", [id]);
      if (!found) continue;
      const said = await run<{ row: string }>(
        "SELECT row::text AS row FROM entries WHERE report = $1 ORDER BY at, id",
        [id],
      );
      const words = said.map(({ row }) => wordsOf(decodeRow<ReportEntry>(row)));
      const text = toPlain(searchText(decodeRow<Report>(found.row), words));
      await run(
        `INSERT INTO report_texts VALUES ($1, $2, $3)
         ON CONFLICT (id) DO UPDATE SET text = excluded.text, grams = excluded.grams`,
        [id, text, gramsOf(text)],
      );
    }
    retold.clear();
  }

  const lockedRows = async <T>(sql: string, values: readonly unknown[], what: string): Promise<T[]> => {
    const select = async () =>
      (await run<{ row: string }>(`${sql} FOR UPDATE`, values)).map(({ row }) => decodeRow<T>(row));
    const found = await select();
    if (found.length > 0) return found;
    // There is no row to lock: whoever else looks for it waits here, and looks again.
    await run("SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || '/' || $1, 0))", [what]);
    return select();
  };

  return {
    tables,
    reports,
    put: (table, row) => write(table, rowKey(table, row), row),
    remove: (table, key) => write(table, key, undefined),
    statement(table, sql, values) {
      writes.push({ sql, values });
      known = new Map();
      tables.add(table);
    },
    get: <T>(table: TableName, key: string) =>
      turns.run(async () => {
        if (knownOf(table).has(key)) return knownOf(table).get(key) as T | undefined;
        await flush();
        const plain = toPlain(key);
        const sql = `SELECT row::text AS row FROM ${sqlName(table)} WHERE id = $1`;
        const [row] = await lockedRows<object>(sql, [plain], `${table}/${plain}`);
        if (!knownOf(table).has(key)) knownOf(table).set(key, row);
        return knownOf(table).get(key) as T | undefined;
      }),
    by: <T>(table: TableName, column: string, value: string) =>
      turns.run(async () => {
        await flush();
        const plain = toPlain(value);
        const where = column === "keys" ? "keys @> ARRAY[$1::text]" : `${column} = $1`;
        const sql = `SELECT row::text AS row FROM ${sqlName(table)} WHERE ${where} ORDER BY id`;
        return lockedRows<T>(sql, [plain], `${table}/${column}/${plain}`);
      }),
    rows: <T>(sql: string, values: readonly unknown[] = []) =>
      turns.run(async () => {
        await flush();
        if (sql.includes("report_texts")) await makeTexts();
        const cast = sql.replace("SELECT row FROM", "SELECT row::text AS row FROM");
        return (await run<{ row: string }>(cast, values)).map(({ row }) => decodeRow<T>(row));
      }),
    select: <T>(sql: string, values: readonly unknown[] = []) =>
      turns.run(async () => {
        await flush();
        if (sql.includes("report_texts")) await makeTexts();
        return run<T>(sql, values);
      }),
    finish: () =>
      turns.run(async () => {
        await flush();
        await makeTexts();
      }),
  };
}
