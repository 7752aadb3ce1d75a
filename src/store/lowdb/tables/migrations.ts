import { toSchemaTwo } from "./to-schema-two.ts";

/** A row and the name of its table in `Rows`. */
export type TableRow = readonly [table: string, row: Readonly<Record<string, unknown>>];

/**
 * One step from a schema version to the next: pure, row by row. A sealed row comes unsealed. Gives the rows that take
 * its place, in whatever tables; none drops it.
 */
export type Migration = (...[table, row]: TableRow) => readonly TableRow[];

/**
 * `migrations[0]` leads from version 1 to 2, and so on; the current version is their number plus one. A step, once
 * released, is never changed, and a frozen store of each version stays in tests/.
 */
export const migrations: readonly Migration[] = [toSchemaTwo];
