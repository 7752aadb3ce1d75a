import { readdir, readFile } from "node:fs/promises";
import type { Pool, PoolClient } from "pg";
import { keyedNames } from "../lowdb/tables/keyed-tables.ts";
import { sqlName } from "./sql-tables.ts";

const folder = new URL("migrations/", import.meta.url);

/** Brings the schema to where this version needs it; of several processes one does, and the others wait for it. */
export async function migrate(pool: Pool, schema: string): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    await client.query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [
      `jingmin/${schema}/migrate`,
    ]);
    await client.query(`CREATE SCHEMA IF NOT EXISTS ${client.escapeIdentifier(schema)}`);
    await client.query(
      "CREATE TABLE IF NOT EXISTS migrations (name text PRIMARY KEY, at timestamptz NOT NULL)",
    );
    await runMissing(client);
    // The small tables by the one list: a new one needs no migration.
    for (const name of keyedNames)
      await client.query(
        `CREATE TABLE IF NOT EXISTS ${sqlName(name)} (id word PRIMARY KEY, row json NOT NULL)`,
      );
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  } finally {
    client.release();
  }
}

async function runMissing(client: PoolClient): Promise<void> {
  const { rows } = await client.query<{ name: string }>("SELECT name FROM migrations");
  const present = new Set(rows.map(({ name }) => name));
  const names = (await readdir(folder)).filter((name) => name.endsWith(".sql")).sort();
  const unknown = [...present].find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Error(`the schema has been changed by a newer version: ${unknown}`);
  for (const name of names) {
    if (present.has(name)) continue;
    await client.query(await readFile(new URL(name, folder), "utf8"));
    await client.query("INSERT INTO migrations VALUES ($1, now())", [name]);
  }
}
