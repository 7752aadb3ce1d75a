import type { Delivery } from "../../src/domain/deliveries.ts";
import type { CommittedDeliveries, Store, Tx } from "../../src/store/store.ts";
import { createMemoryStore } from "./memory-store.ts";

/** Blows after so many steps: from then on the process that it belongs to does nothing more. */
export interface Fuse {
  /** One step of the process; never returns once the fuse has blown. */
  step(): Promise<void>;
  readonly blown: Promise<void>;
  blow(): void;
}

export function createFuse(steps: number): Fuse {
  let left = steps;
  let blow = () => {};
  const blown = new Promise<void>((resolve) => {
    blow = resolve;
  });
  return {
    blown,
    blow() {
      left = 0;
      blow();
    },
    step() {
      if (left-- > 0) return Promise.resolve();
      blow();
      return new Promise(() => {});
    },
  };
}

type Write = (t: Tx) => void;

/** A disk that forgets what was not synced: each `open` gives the store as the last process left it. */
export function createCrashDisk() {
  const durable: Write[][] = [];
  return {
    async open(fuse: Fuse): Promise<Store> {
      const inner = createMemoryStore({ rehearse: true });
      for (const writes of durable) await inner.tx(async (t) => writes.forEach((write) => void write(t)));
      const cache: Write[][] = [];
      const listeners = new Set<(committed: CommittedDeliveries) => void>();
      return {
        ...inner,
        onDeliveries(listener) {
          listeners.add(listener);
          return () => void listeners.delete(listener);
        },
        async tx(work) {
          await fuse.step();
          let writes: Write[] = [];
          let rows: Delivery[] = [];
          const value = await inner.tx((t) => {
            writes = [];
            rows = [];
            return work(recording(t, writes, rows));
          });
          cache.push(writes);
          await fuse.step();
          // One sync makes everything durable that is in the cache by then.
          durable.push(...cache.splice(0));
          await fuse.step();
          if (rows.length > 0) for (const listener of listeners) listener({ rows, confirmed: [] });
          return value;
        },
      };
    },
  };
}

/** `t`, whose writes are noted so that they can be done again, the outbox rows among them once more. */
function recording(t: Tx, writes: Write[], rows: Delivery[]): Tx {
  const tables = Object.entries(t).map(([name, table]) => {
    const wrapped = Object.entries(table).map(([method, call]) => {
      if (!["put", "erase", "mark", "append"].includes(method)) return [method, call];
      const write = (...args: unknown[]) => {
        writes.push((again) =>
          (again as never as Record<string, Record<string, Call>>)[name]?.[method]?.(...args),
        );
        if (name === "deliveries") rows.push(args[0] as Delivery);
        return (call as Call)(...args);
      };
      return [method, write];
    });
    return [name, Object.fromEntries(wrapped)];
  });
  return Object.fromEntries(tables) as Tx;
}

type Call = (...args: unknown[]) => unknown;
