import { randomBytes } from "node:crypto";
import { inject } from "vitest";
import { createLogger } from "../../src/lib/logger.ts";
import { openPostgresStore, type PostgresOptions } from "../../src/store/postgres/postgres-store.ts";

/** A schema that no other test has. */
export function newSchema(): string {
  return `test_${randomBytes(8).toString("hex")}`;
}

export function openTestStore(schema: string, rest: Partial<PostgresOptions> = {}) {
  return openPostgresStore({
    url: inject("postgres"),
    schema,
    key: new Uint8Array(32).fill(7),
    logger: createLogger({ level: "silent", pretty: false }),
    rehearse: true,
    connections: 4,
    ...rest,
  });
}
