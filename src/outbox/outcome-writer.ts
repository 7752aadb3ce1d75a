import type { Delivery } from "../domain/deliveries.ts";
import { isFinished } from "../domain/deliveries.ts";
import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../lib/logger.ts";
import type { Store, Tx } from "../store/store.ts";

const LAZY_MS = 100;
const AGAIN_MS = 5000;

/** Writes outcomes of sends into the store, many in one transaction, so that an answer costs no fsync of its own. */
export interface OutcomeWriter {
  /** Writes it soon. A crash before that only repeats an answer. */
  later(row: Delivery): void;
  /** Writes it at once, with all outcomes that wait; `also` runs in the same transaction. Resolves when durable, or when the store refused and it will be tried again. */
  now(row: Delivery, also?: (t: Tx) => Promise<void>): Promise<void>;
  /** Whether an outcome of this row waits to be written. */
  has(id: string): boolean;
  flush(): Promise<void>;
  stop(): void;
}

interface Outcome {
  readonly row: Delivery;
  readonly also: readonly ((t: Tx) => Promise<void>)[];
}

export function createOutcomeWriter(deps: { store: Store; clock: Clock; logger: Logger }): OutcomeWriter {
  const { store, clock, logger } = deps;
  const waiting = new Map<string, Outcome>();
  let writing: Promise<void> | undefined;
  let cancelTimer: (() => void) | undefined;

  function wait(ms: number): void {
    cancelTimer ??= clock.after(ms, () => {
      cancelTimer = undefined;
      void flush();
    });
  }

  function keep(row: Delivery, also: Outcome["also"]): void {
    waiting.set(row.id, { row, also: [...(waiting.get(row.id)?.also ?? []), ...also] });
  }

  function flush(): Promise<void> {
    writing ??= writeAll().finally(() => {
      writing = undefined;
    });
    return writing;
  }

  async function writeAll(): Promise<void> {
    while (waiting.size > 0) {
      const batch = [...waiting];
      try {
        await store.tx(async (t) => {
          for (const [, { row, also }] of batch) {
            const current = await t.deliveries.get(row.id);
            // Words that were changed or erased while the call was under way stay so.
            if (mayReplace(current, row)) t.deliveries.put({ ...row, text: current?.text ?? row.text });
            for (const more of also) await more(t);
          }
        });
      } catch (error) {
        logger.error({ err: error, rows: batch.length }, "outcomes of sends not stored; trying again");
        wait(AGAIN_MS);
        return;
      }
      for (const [id, outcome] of batch) if (waiting.get(id) === outcome) waiting.delete(id);
    }
  }

  return {
    later(row) {
      keep(row, []);
      wait(LAZY_MS);
    },
    async now(row, also) {
      keep(row, also ? [also] : []);
      await flush();
      // A transaction that had begun before did not contain it.
      if (waiting.has(row.id)) await flush();
    },
    has: (id) => waiting.has(id),
    flush,
    stop() {
      cancelTimer?.();
      cancelTimer = undefined;
    },
  };
}

/** An officer may have finished the row meanwhile. Their decision stays, unless they cancelled a row that was sent after all. */
function mayReplace(current: Delivery | undefined, next: Delivery): boolean {
  if (!current || !isFinished(current)) return current !== undefined;
  return current.state === "cancelled" && next.state === "sent";
}
