/** A row and the name of its table in `Rows`. */
export type TableRow = readonly [table: string, row: Readonly<Record<string, unknown>>];

/**
 * One step from a schema version to the next: pure, row by row. A sealed row comes unsealed. Gives the rows that take
 * its place, in whatever tables; none drops it.
 */
export type Migration = (...[table, row]: TableRow) => readonly TableRow[];
