import type { BotContext } from "../app/bot-context.ts";
import type { Delivery } from "../domain/deliveries.ts";

/** So long an answer to danger waits for the network to take the notice that calls somebody. */
export const CALL_WAITS = 2_000;

/** An answer that says whether somebody on duty is being called. */
export interface Call {
  /** Id of the outbox row with the answer; it says that nobody can be called, and waits. */
  readonly answer: string;
  /** What it says as soon as one of the notices was taken. */
  readonly calledText: string;
  /** Ids of the rows that call. */
  readonly notices: readonly string[];
}

/**
 * Lets an answer say 「正在叫值班民警」 only when that is true: its row is stored with the other sentence and waits two
 * seconds at most; the first notice that the network takes changes it, the last one that it does not lets it go.
 */
export function createDutyCall({ store, logger }: Pick<BotContext, "store" | "logger">) {
  const waiting = new Map<string, { call: Call; open: Set<string> }>();
  const underWay = new Set<Promise<void>>();
  store.onDeliveries(({ rows }) => {
    if (waiting.size > 0) for (const row of rows) look(row);
  });

  function look(row: Delivery): void {
    const known = waiting.get(row.id);
    if (!known) return;
    const { call, open } = known;
    const isTaken = row.state === "sent";
    const isRefused = row.state !== "pending" || row.refusal !== undefined;
    if (!isTaken && !isRefused) return;
    open.delete(row.id);
    if (!isTaken && open.size > 0) return;
    for (const id of call.notices) waiting.delete(id);
    const work = answer(call, isTaken)
      .catch((error: unknown) => logger.error({ err: error }, "an answer to danger goes as it is stored"))
      .finally(() => underWay.delete(work));
    underWay.add(work);
  }

  async function answer({ answer: id, calledText }: Call, isTaken: boolean): Promise<void> {
    await store.tx(async (t) => {
      const row = await t.deliveries.get(id);
      if (row?.state !== "pending" || row.attempts > 0) return;
      const { notBefore: _, ...now } = row;
      t.deliveries.put(isTaken ? { ...now, text: calledText } : now);
    });
  }

  return {
    /** Once the transaction with all these rows is durable. */
    async watch(call: Call): Promise<void> {
      const known = { call, open: new Set(call.notices) };
      for (const id of call.notices) waiting.set(id, known);
      // What the network took in the meantime was announced before anybody waited for it.
      for (const id of call.notices) {
        const row = await store.deliveries.get(id);
        if (row) look(row);
      }
      if (waiting.size > MOST) for (const id of [...waiting.keys()].slice(0, MOST / 2)) waiting.delete(id);
    },
    /** Resolves when nothing is under way; false where nothing was. */
    async idle(): Promise<boolean> {
      const isBusy = underWay.size > 0;
      while (underWay.size > 0) await Promise.all(underWay);
      return isBusy;
    },
  };
}

/** Calls whose notices wait for an account that is away go by the stored sentence; they are not remembered for ever. */
const MOST = 2_000;
