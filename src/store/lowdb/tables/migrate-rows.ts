import type { Sealer } from "../../../lib/sealing.ts";
import type { Migration, TableRow } from "./migration.ts";
import { sealedTables } from "./sealed-rows.ts";
import type { SealedRow } from "./tables.ts";

/** All steps from one schema version on, over rows as they are in the files. */
export type RowMigration = (table: string, row: object) => readonly TableRow[];

/** `undefined` where nothing is to be done. */
export function migrateRows(
  steps: readonly Migration[],
  fromSchema: number,
  sealer: Sealer,
): RowMigration | undefined {
  const due = steps.slice(fromSchema - 1);
  if (due.length === 0) return undefined;
  const run = (table: string, row: object): readonly TableRow[] =>
    due.reduce<readonly TableRow[]>(
      (rows, step) => rows.flatMap((one) => step(...one)),
      [[table, row as TableRow[1]]],
    );
  return (table, row) => {
    const { id, keys, sealed } = row as SealedRow;
    const open = isSealed(table) ? (JSON.parse(sealer.unseal(`${table}:${id}`, sealed)) as object) : row;
    return run(table, open).map(([to, next]) => (isSealed(to) ? [to, seal(to, next, keys)] : [to, next]));
  };

  /** `keys`: what the row was found by, where it was sealed before. */
  function seal(table: string, row: TableRow[1], keys: readonly string[] = []): TableRow[1] {
    const id = String(row.id);
    return { id, keys, sealed: sealer.seal(`${table}:${id}`, JSON.stringify(row)) };
  }
}

function isSealed(table: string): boolean {
  return (sealedTables as readonly string[]).includes(table);
}
