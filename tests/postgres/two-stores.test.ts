import pg from "pg";
import { expect, inject, onTestFinished, test } from "vitest";
import type { AuditEntry } from "../../src/domain/audit.ts";
import { createSealer } from "../../src/lib/sealing.ts";
import { follows } from "../../src/store/lowdb/audit/audit-chain.ts";
import { StoreError } from "../../src/store/store.ts";
import { newSchema, openTestStore } from "./stores.ts";

const named = (schema: string) => `${inject("postgres")}?application_name=${schema}`;

async function openTwo(schema: string) {
  const stores = [
    await openTestStore(schema, { url: named(schema) }),
    await openTestStore(schema, { url: named(schema) }),
  ] as const;
  onTestFinished(async () => {
    for (const store of stores) await store.close();
  });
  return stores;
}

/** Asks the database itself. */
async function ask(sql: string, values: string[]): Promise<Record<string, string>[]> {
  const client = new pg.Client({ connectionString: inject("postgres") });
  await client.connect();
  const { rows } = await client.query(sql, values);
  await client.end();
  return rows;
}

/** How long each chain of the schema is; all are whole. */
async function chains(schema: string): Promise<number[]> {
  const rows = await ask(`SELECT writer, entry FROM ${schema}.audit ORDER BY writer, seq`, []);
  const sealer = createSealer(new Uint8Array(32).fill(7));
  const heads = new Map<string, { seq: number; mac: string }>();
  for (const { writer = "", entry = "" } of rows) {
    const next = JSON.parse(entry) as AuditEntry;
    expect(follows(sealer, heads.get(writer) ?? { seq: 0, mac: "" }, next)).toBe(true);
    heads.set(writer, next);
  }
  return [...heads.values()].map(({ seq }) => seq);
}

const filed = (id: string) => ({
  at: "2026-11-23T02:00:00.000Z",
  actor: { system: "test" },
  action: "report.filed",
  subject: { kind: "report" as const, id },
});

test("two stores on one schema: no number twice, none counts over the other, each has a chain of its own", async () => {
  const schema = newSchema();
  const stores = await openTwo(schema);
  const numbers = await Promise.all(
    Array.from({ length: 40 }, (_, i) =>
      (stores[i % 2] as (typeof stores)[0]).tx(async (t) => {
        const n = Number((await t.settings.get("n")) ?? 0);
        t.settings.put("n", String(n + 1));
        t.audit.append(filed(String(i)));
        return t.reports.nextNumber("2611");
      }),
    ),
  );
  expect(new Set(numbers).size).toBe(40);
  expect(await stores[0].settings.get("n")).toBe("40");
  expect(await chains(schema)).toEqual([20, 20]);
});

test("connections that are cut refuse what was under way and no more; the chain goes on", async () => {
  const schema = newSchema();
  const [store] = await openTwo(schema);
  await store.tx(async (t) => t.audit.append(filed("1")));
  const cut = store.tx(async (t) => {
    t.audit.append(filed("2"));
    await ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1", [schema]);
    await t.settings.get("n");
  });
  await expect(cut).rejects.toThrow(StoreError);
  await store.tx(async (t) => t.audit.append(filed("3")));
  expect(await chains(schema)).toEqual([2]);
});
