import pg from "pg";
import { expect, inject, test } from "vitest";

test("a real server runs, and whoever the tests are in it is no superuser", async () => {
  const client = new pg.Client({ connectionString: inject("postgres") });
  await client.connect();
  const { rows } = await client.query("SELECT current_setting('is_superuser') AS super, version()");
  await client.end();
  expect(rows[0].super).toBe("off");
  expect(rows[0].version).toMatch(/^PostgreSQL 1[5-9]/);
});
