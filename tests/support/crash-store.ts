import type { Store, Tx } from "../../src/store/store.ts";
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
      return {
        ...inner,
        async tx(work) {
          await fuse.step();
          let writes: Write[] = [];
          const value = await inner.tx((t) => {
            writes = [];
            return work(recording(t, writes));
          });
          cache.push(writes);
          await fuse.step();
          // One sync makes everything durable that is in the cache by then.
          durable.push(...cache.splice(0));
          await fuse.step();
          return value;
        },
      };
    },
  };
}

/** `t`, whose writes are noted so that they can be done again. */
function recording(t: Tx, writes: Write[]): Tx {
  const tables = Object.entries(t).map(([name, table]) => {
    const wrapped = Object.entries(table).map(([method, call]) => {
      if (!["put", "erase", "mark", "append"].includes(method)) return [method, call];
      const write = (...args: unknown[]) => {
        writes.push((again) =>
          (again as never as Record<string, Record<string, Call>>)[name]?.[method]?.(...args),
        );
        return (call as Call)(...args);
      };
      return [method, write];
    });
    return [name, Object.fromEntries(wrapped)];
  });
  return Object.fromEntries(tables) as Tx;
}

type Call = (...args: unknown[]) => unknown;
