import type { PoolClient } from "pg";
import type { AuditEntry, AuditRecord } from "../../domain/audit.ts";
import type { Sealer } from "../../lib/sealing.ts";
import { createAuditChain } from "../lowdb/audit/audit-chain.ts";
import type { Run } from "./staged.ts";

/** The audit chain of one process: no two write the same, so that none waits for another. */
export interface AuditWriter {
  /** Writes the records within the transaction of `run`; `settle` tells whether that was committed. */
  write(run: Run, records: readonly AuditRecord[]): Promise<{ settle(committed: boolean): void }>;
}

const beginning = { seq: 0, mac: "" };

/** Takes the first chain that no running process has; it is taken as long as `client` is connected. */
export async function openAuditWriter(client: PoolClient, sealer: Sealer): Promise<AuditWriter> {
  let writer = 1;
  while (!(await tryLock(client, writer))) writer++;
  const chain = createAuditChain(sealer, beginning);
  /** Whether the head in memory is the one in the database: not known where a COMMIT was not answered. */
  let isCurrent = false;
  const settle = (committed: boolean): void => {
    isCurrent = committed;
  };
  return {
    async write(run, records) {
      if (records.length === 0) return { settle: () => {} };
      if (!isCurrent) {
        const [last] = await run<{ entry: string }>(
          "SELECT entry FROM audit WHERE writer = $1 ORDER BY seq DESC LIMIT 1",
          [writer],
        );
        chain.reset(last ? (JSON.parse(last.entry) as AuditEntry) : beginning);
      }
      isCurrent = false;
      const lines = records.map(chain.link);
      await run(
        `INSERT INTO audit (writer, seq, entry)
         SELECT $1, line.seq, line.entry FROM unnest($2::bigint[], $3::text[]) AS line (seq, entry) ORDER BY seq`,
        [writer, lines.map(({ seq }) => seq), lines.map(({ json }) => json)],
      );
      return { settle };
    },
  };
}

async function tryLock(client: PoolClient, writer: number): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>(
    "SELECT pg_try_advisory_lock(hashtextextended(current_schema() || '/writer/' || $1::int, 0)) AS locked",
    [writer],
  );
  return rows[0]?.locked ?? false;
}
