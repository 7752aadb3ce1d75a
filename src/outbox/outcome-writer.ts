import type { Delivery } from "../domain/deliveries.ts";
import { isFinished } from "../domain/deliveries.ts";
import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../lib/logger.ts";
import type { Store, Tx } from "../store/store.ts";

const LAZY_MS = 100;
const AGAIN_MS = 5000;

/** Outcomes on their way into the store: many in one transaction, so that an answer costs no fsync of its own. */
export interface OutcomeWriter {
  /** Written soon. A crash before that only repeats an answer. */
  later(row: Delivery): void;
  /** Written at once, with all that waits; `also` joins the transaction. Resolves when durable or put off. */
  now(row: Delivery, also?: (t: Tx) => Promise<void>): Promise<void>;
  /** Whether an outcome of this row is not in the store yet. */
  has(id: string): boolean;
  flush(): Promise<void>;
  stop(): void;
}

interface Mark {
  readonly row: Delivery;
  readonly also: readonly ((t: Tx) => Promise<void>)[];
}

export function createOutcomeWriter(deps: { store: Store; clock: Clock; logger: Logger }): OutcomeWriter {
  const { store, clock, logger } = deps;
  const waiting = new Map<string, Mark>();
  let writing: Promise<void> | undefined;
  let cancelTimer: (() => void) | undefined;

  function wait(ms: number): void {
    cancelTimer ??= clock.after(ms, () => {
      cancelTimer = undefined;
      void flush();
    });
  }

  function keep(row: Delivery, also: Mark["also"]): void {
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
            if (mayReplace(await t.deliveries.get(row.id), row)) t.deliveries.put(row);
            for (const more of also) await more(t);
          }
        });
      } catch (error) {
        logger.error({ err: error, rows: batch.length }, "outcomes of deliveries not stored yet");
        wait(AGAIN_MS);
        return;
      }
      for (const [id, mark] of batch) if (waiting.get(id) === mark) waiting.delete(id);
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
      // A transaction that was already under way did not hold it.
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

/** Somebody may have decided about the row in the meantime; only that it was sent after all says more than that. */
function mayReplace(current: Delivery | undefined, next: Delivery): boolean {
  if (!current || !isFinished(current)) return current !== undefined;
  return current.state === "cancelled" && next.state === "sent";
}
