import { isWithdrawn } from "../domain/alert-corrections.ts";
import type { Delivery } from "../domain/deliveries.ts";
import { claimed, givenUp } from "../domain/delivery-steps.ts";
import { type Address, addressKey } from "../domain/people.ts";
import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../lib/logger.ts";
import type { Store, Tx } from "../store/store.ts";
import type { Channels } from "./address-validity.ts";
import type { OutcomeWriter } from "./outcome-writer.ts";
import { resolveRecipient } from "./recipients.ts";
import type { Throttle } from "./throttle.ts";

/** The row as `sending`; `undefined` if it is no longer pending; `not-now` if the store or the address does not allow it now. */
type Claim = Delivery | "not-now" | undefined;

/** Marks broadcasts as `sending` before they are sent; what is asked while a transaction is under way shares the next one. */
export interface Claims {
  claim(row: Delivery, to: Address, throttle: Throttle): Promise<Claim>;
}

interface Asked {
  readonly row: Delivery;
  readonly to: Address;
  readonly throttle: Throttle;
  done(claim: Claim): void;
}

export function createClaims(deps: {
  store: Store;
  channels: Channels;
  clock: Clock;
  logger: Logger;
  outcomes: OutcomeWriter;
}): Claims {
  const { store, channels, clock, logger, outcomes } = deps;
  let waiting: Asked[] = [];
  let working = false;

  async function work(): Promise<void> {
    while (waiting.length > 0) {
      const asked = waiting;
      waiting = [];
      const claims = await claimAll(asked);
      for (const [index, one] of asked.entries()) one.done(claims[index]);
    }
  }

  async function claimAll(asked: readonly Asked[]): Promise<readonly Claim[]> {
    if (!store.health().writable) return asked.map(() => "not-now");
    try {
      return await store.tx(async (t) => {
        const now = clock.now();
        const claims: Claim[] = [];
        for (const one of asked) claims.push(await claimOne(t, one, now));
        return claims;
      });
    } catch (error) {
      logger.error({ err: error, rows: asked.length }, "broadcasts wait: the store did not accept `sending`");
      return asked.map(() => "not-now");
    }
  }

  async function claimOne(t: Tx, { row, to, throttle }: Asked, now: Date): Promise<Claim> {
    const current = await t.deliveries.get(row.id);
    if (current?.state !== "pending") return undefined;
    if (await isTakenBack(t, current)) {
      t.deliveries.put(givenUp(current, "cancelled", now, "withdrawn"));
      return undefined;
    }
    const resolution = await resolveRecipient(current, t, channels, now);
    if (!("to" in resolution) || addressKey(resolution.to) !== addressKey(to)) return "not-now";
    const sending = claimed(current);
    t.deliveries.put(sending);
    throttle.count(t, now);
    return sending;
  }

  return {
    async claim(row, to, throttle) {
      if (outcomes.has(row.id)) await outcomes.flush();
      if (outcomes.has(row.id)) return "not-now";
      return new Promise((done) => {
        waiting.push({ row, to, throttle, done });
        if (working) return;
        working = true;
        // In a later turn, so that rows chosen together share a transaction.
        void Promise.resolve()
          .then(work)
          .finally(() => {
            working = false;
          });
      });
    },
  };
}

/** Whether the alert of this row no longer holds: a row that was under way when it was withdrawn must not be tried again. */
async function isTakenBack(t: Pick<Store, "alerts">, { alert, pictureOf }: Delivery): Promise<boolean> {
  const id = alert ?? pictureOf;
  const found = id === undefined ? undefined : await t.alerts.get(id);
  return found !== undefined && isWithdrawn(found);
}
