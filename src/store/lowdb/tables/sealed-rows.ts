import QuickLRU from "quick-lru";
import type { Sealer } from "../../../lib/sealing.ts";
import type { SealedRow } from "./tables.ts";

/** Makes and opens the rows that only the key's holder may read. */
export interface SealedRows {
  /** `keys`: what it is to be found by. */
  seal<T extends { readonly id: string }>(table: SealedTable, value: T, keys: readonly string[]): SealedRow;
  open<T>(table: SealedTable, row: SealedRow): T;
}

export const sealedTables = ["contacts", "officers", "groups", "channelMemory"] as const;
export type SealedTable = (typeof sealedTables)[number];

/** A message is answered within moments, and each step of it looks its sender up. */
const contactsOpen = 100;

/**
 * Officers and groups are few and read with every message: each is opened once. Of residents only those who wrote
 * last stay open in memory.
 */
export function createSealedRows(sealer: Sealer): SealedRows {
  const opened = new WeakMap<SealedRow, unknown>();
  const contacts = new QuickLRU<SealedRow, unknown>({ maxSize: contactsOpen });

  function keepOpen(table: SealedTable, row: SealedRow, value: unknown): void {
    if (table === "contacts") contacts.set(row, value);
    else opened.set(row, value);
  }

  return {
    seal(table, value, keys) {
      const { id } = value;
      const sealed = sealer.seal(`${table}:${id}`, JSON.stringify(value));
      const row = { id, keys: keys.map((key) => sealer.lookup(key)), sealed };
      keepOpen(table, row, value);
      return row;
    },
    open<T>(table: SealedTable, row: SealedRow): T {
      const known = table === "contacts" ? contacts.get(row) : opened.get(row);
      if (known !== undefined) return known as T;
      const value = JSON.parse(sealer.unseal(`${table}:${row.id}`, row.sealed)) as T;
      keepOpen(table, row, value);
      return value;
    },
  };
}
