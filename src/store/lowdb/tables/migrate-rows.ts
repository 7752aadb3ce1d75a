import type { Sealer } from "../../../lib/sealing.ts";
import type { Migration, TableRow } from "./migrations.ts";
import type { SealedRow } from "./tables.ts";

/** All steps from one schema version on, over rows as they are in the files. */
export type RowMigration = (table: string, row: object) => readonly TableRow[];

const sealedTables = ["contacts", "officers", "groups"];

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
    if (!sealedTables.includes(table)) return run(table, row);
    const { id, sealed } = row as SealedRow;
    const context = `${table}:${id}`;
    return run(table, JSON.parse(sealer.unseal(context, sealed)) as object).map(([to, next]) => [
      to,
      sealedTables.includes(to) ? { ...row, sealed: sealer.seal(context, JSON.stringify(next)) } : next,
    ]);
  };
}
