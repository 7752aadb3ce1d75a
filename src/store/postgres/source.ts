import type { TableName } from "../lowdb/tables/tables.ts";

/** Where reads come from: the database as it is, one moment of it, or what a transaction sees. */
export interface Source {
  /** By key. Within a transaction it stays as it is until that ends, also where there is none. */
  get<T>(table: TableName, key: string): Promise<T | undefined>;
  /** Likewise the rows whose `column` has this value, or for sealed ones among whose `keys` it is. */
  by<T>(table: TableName, column: string, value: string): Promise<T[]>;
  /** What is in the column `row` of a statement, decoded. */
  rows<T>(sql: string, values?: readonly unknown[]): Promise<T[]>;
  select<T>(sql: string, values?: readonly unknown[]): Promise<T[]>;
}
