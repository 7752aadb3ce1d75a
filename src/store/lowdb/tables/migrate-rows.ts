import type { Sealer } from "../../../lib/sealing.ts";
import type { Migration } from "./migrations.ts";
import type { SealedRow } from "./tables.ts";

/** All steps from one schema version on, over rows as they are in the files. */
export type RowMigration = (table: string, row: object) => object | undefined;

const sealedTables = ["contacts", "officers", "groups"];

/** `undefined` where nothing is to be done. */
export function migrateRows(
  steps: readonly Migration[],
  fromSchema: number,
  sealer: Sealer,
): RowMigration | undefined {
  const due = steps.slice(fromSchema - 1);
  if (due.length === 0) return undefined;
  const run = (table: string, row: object): object | undefined => {
    let current: Record<string, unknown> | undefined = row as Record<string, unknown>;
    for (const step of due) if (current) current = step(table, current);
    return current;
  };
  return (table, row) => {
    if (!sealedTables.includes(table)) return run(table, row);
    const { id, sealed } = row as SealedRow;
    const context = `${table}:${id}`;
    const next = run(table, JSON.parse(sealer.unseal(context, sealed)) as object);
    return next && { ...row, sealed: sealer.seal(context, JSON.stringify(next)) };
  };
}
