import { sealedTables } from "../lowdb/tables/sealed-rows.ts";
import type { TableName } from "../lowdb/tables/tables.ts";

/** Name of a table in the database: `ledgerEntries` is `ledger_entries`. */
export function sqlName(table: TableName): string {
  return table.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Puts rows given as `$1` keys and `$2` JSON texts, new ones and in place of old ones. */
export function putRows(table: TableName): string {
  const isSealed = (sealedTables as readonly string[]).includes(table);
  const keys = isSealed ? ", ARRAY(SELECT json_array_elements_text(new.row -> 'keys'))" : "";
  return `
    INSERT INTO ${sqlName(table)} (id, row${isSealed ? ", keys" : ""})
    SELECT new.id, new.row${keys} FROM unnest($1::text[], $2::json[]) AS new (id, row)
    ON CONFLICT (id) DO UPDATE SET row = excluded.row${isSealed ? ", keys = excluded.keys" : ""}`;
}
