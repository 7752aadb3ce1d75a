import { createSealer } from "../../src/lib/sealing.ts";
import { createAuditChain } from "../../src/store/lowdb/audit/audit-chain.ts";
import { frameBound, writeFrame } from "../../src/store/lowdb/journal/frame.ts";
import type { Store, Tx } from "../../src/store/store.ts";

/**
 * The least that an intake costs one thread: its rows are made, hashed, kept by id, turned into a framed line of JSON.
 * No transaction, no index, nobody who waits, no disk.
 */
export function createBareStore(): Pick<Store, "tx"> {
  const sealer = createSealer(new Uint8Array(32).fill(1));
  const chain = createAuditChain(sealer, { seq: 0, mac: "" });
  const kept = new Map<string, object>();
  const line = Buffer.alloc(64 * 1024);
  let last = 0;
  let changes: [table: string, id: string, row: object][] = [];
  let audit: string[] = [];
  const putTo = (table: string) => (row: { readonly id: string }) => {
    kept.set(row.id, row);
    changes.push([table, row.id, row]);
  };
  const t = {
    reports: {
      put: putTo("reports"),
      append: putTo("entries"),
      nextNumber: async (month: string) => `R${month}-${++last}`,
    },
    deliveries: { put: putTo("deliveries") },
    inbox: {
      mark: (key: string, at: Date) =>
        putTo("inbox")({ id: `${at.toISOString().slice(0, 10)}/${sealer.lookup(`inbox:${key}`)}` }),
    },
    audit: { append: (record: Parameters<Tx["audit"]["append"]>[0]) => audit.push(chain.link(record).json) },
  } as unknown as Tx;
  return {
    async tx(work) {
      const value = await work(t);
      const ops = JSON.stringify(changes);
      if (frameBound(ops) < line.length)
        writeFrame(line, 0, `"seq":${last},"ops":`, ops, ',"audit":', ...audit);
      changes = [];
      audit = [];
      return value;
    },
  };
}
