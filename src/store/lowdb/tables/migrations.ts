/**
 * One step from a schema version to the next: pure, row by row. `table` is the name in `Rows`, or `reports`; a sealed
 * row comes unsealed. `undefined` drops the row.
 */
export type Migration = (
  table: string,
  row: Readonly<Record<string, unknown>>,
) => Record<string, unknown> | undefined;

/**
 * `migrations[0]` leads from version 1 to 2, and so on; the current version is their number plus one. A step, once
 * released, is never changed, and a frozen store of each version stays in tests/.
 */
export const migrations: readonly Migration[] = [];
