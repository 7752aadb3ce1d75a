import { createSealer } from "../../src/lib/sealing.ts";
import { type AuditLine, createAuditChain } from "../../src/store/lowdb/audit/audit-chain.ts";
import { createTables } from "../../src/store/lowdb/tables/tables.ts";
import { createTransactions } from "../../src/store/lowdb/tables/transactions.ts";
import type { Store } from "../../src/store/store.ts";

/** A store that keeps nothing: for tests that need no disk. */
export function createMemoryStore(options: { rehearse?: boolean } = {}): Store {
  const sealer = createSealer(new Uint8Array(32));
  const recentAudit: AuditLine[] = [];
  const core = createTransactions({
    state: createTables(),
    sealer,
    chain: createAuditChain(sealer, { seq: 0, mac: "" }),
    recentAudit,
    archive: {
      delivery: async () => undefined,
      deliveriesOf: async () => [],
      deliveriesOfAlert: async () => [],
      slot: async () => undefined,
      slotsSince: async () => [],
    },
    log: { ready: () => {}, append: async () => {}, durable: async () => {} },
    olderAudit: async () => [],
    ...options,
  });
  return {
    ...core.reads,
    tx: core.tx,
    view: core.view,
    onDeliveries: core.onDeliveries,
    onChanges: core.onChanges,
    health: () => ({ writable: true }),
    close: async () => {},
  };
}
