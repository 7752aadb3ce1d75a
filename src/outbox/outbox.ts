import type { Channel, Content } from "../channels/channel.ts";
import { type Delivery, isFinished, type Recipient } from "../domain/deliveries.ts";
import { interrupted } from "../domain/delivery-steps.ts";
import type { Address } from "../domain/people.ts";
import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../lib/logger.ts";
import { createSerial } from "../lib/serial.ts";
import type { CommittedDeliveries, Store } from "../store/store.ts";
import { isReady } from "./address-validity.ts";
import { createAwaitingRecipient } from "./awaiting-recipient.ts";
import type { Budget } from "./budget.ts";
import type { AccountStatus, OutboxFault, OutboxResult } from "./outbox-reports.ts";
import { createOutcomeWriter } from "./outcome-writer.ts";
import type { QuietHours } from "./quiet-hours.ts";
import { type Resolution, resolveRecipient } from "./recipients.ts";
import { openSendQueues, type SendQueues, statusOf } from "./send-queues.ts";
import { createSender, type SendingAccount } from "./sender.ts";
import { createUnconfirmedSends } from "./unconfirmed-sends.ts";

export type { AccountStatus } from "./outbox-reports.ts";

/** Sends the rows that transactions of the store put, each by the queue of its account. */
export interface Outbox {
  /**
   * An answer that is not kept: waits until all that was read for it is durable, goes before the stored rows of its
   * account; resolves when sent. Never rejects: a failure is logged and counted.
   */
  say(to: Address, content: Content): Promise<void>;
  /**
   * Takes up what an earlier run left: each `sending` becomes `unknown`, pending rows go on. From now on rows put in any
   * transaction of the store are sent as soon as they are durable.
   */
  start(): Promise<void>;
  /** Somebody can perhaps be reached again: a person wrote, an officer was bound, a channel came online or changed its epoch. Without `who`: everybody. */
  wake(who?: Recipient): void;
  /** An own message seen on the network: settles what is in doubt. */
  echo(echo: { to: Address; text: string; id?: string; at: Date }): void;
  /** Resolves when nothing is under way, nothing is due now, and every outcome is stored. Rows that wait for a time, for their pace, for an offline channel or for a person do not count. */
  idle(): Promise<void>;
  /** Waits for what is in flight, 10 s at most, and stores its outcome; sends nothing more. */
  stop(): Promise<void>;
  status(): ReadonlyMap<string, AccountStatus>;
}

export interface OutboxDeps {
  readonly store: Store;
  readonly channels: ReadonlyMap<string, Channel>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** By channel name; a channel without one is not paced. */
  readonly budgets: ReadonlyMap<string, Budget>;
  readonly quietHours?: QuietHours | undefined;
  /** IANA name of the station's zone. */
  readonly timezone: string;
  /** Absolute path of a stored attachment. */
  attachmentPath(hash: string): string;
  /** Must not throw. */
  onFault?(fault: OutboxFault): void;
  /** A row ended `failed` or `unknown`, or waits until somebody writes again: a person may have to do something. Must not throw. */
  onUndelivered?(row: Delivery): void;
  /** What was `unknown` went out after all, the network says. Must not throw. */
  onSettled?(row: Delivery): void;
  /** Must not throw. */
  onResult?(result: OutboxResult): void;
  /** Numbers from 0 up to 1, for the jitter. */
  random?(): number;
}

const STOP_MS = 10_000;
/** What nobody could be found for in this time is not news any more. */
const PARKED_MS = 30 * 86_400_000;

const urgency: readonly Delivery["kind"][] = ["answer", "notice", "broadcast"];
/** Answers are queued first, so that no broadcast of the same transaction takes their turn. */
function byUrgency(a: Delivery, b: Delivery): number {
  return urgency.indexOf(a.kind) - urgency.indexOf(b.kind);
}

export function createOutbox(deps: OutboxDeps): Outbox {
  const { store, channels, clock, logger } = deps;
  const outcomes = createOutcomeWriter(deps);
  const unconfirmed = createUnconfirmedSends();
  const awaiting = createAwaitingRecipient({ ...deps, outcomes });
  const underWay = new Set<Promise<unknown>>();
  let unsubscribe = () => {};
  let stopped = false;

  const sender = createSender({ ...deps, outcomes, unconfirmed, place });
  const accounts: SendQueues = openSendQueues(deps, (row, account) => guard(sender.send(row, account)));

  /** Keeps a piece of work in view of `idle`, and the process alive whatever it does. */
  function guard(work: Promise<void>): Promise<void> {
    const tracked = work
      .catch((error: unknown) => logger.error({ err: error }, "outbox: unexpected"))
      .finally(() => underWay.delete(tracked));
    underWay.add(tracked);
    return tracked;
  }

  const routing = createSerial();
  /** Puts a pending row into the queue of the account it will leave by; in order, one after the other. */
  function route(row: Delivery): void {
    if (stopped) return;
    const account = likelyAccount(row);
    if (account) account.add(row);
    else void guard(routing.run(async () => place(row, await resolve(row))));
  }

  const resolve = (row: Delivery) => resolveRecipient(row, store, channels, clock.now());

  /** Where there is nothing to choose, the look-up at the moment of sending is enough: it costs an unsealing. */
  function likelyAccount(row: Delivery): SendingAccount | undefined {
    const named = row.channel === undefined ? undefined : accounts.get(row.channel);
    // An officer may be reached over another one while this one is away.
    if (named && accounts.size > 1 && "officer" in row.to && !isReady(named.channel)) return undefined;
    if (named || "group" in row.to || accounts.size !== 1) return named;
    for (const account of accounts.values()) return account;
  }

  function place(row: Delivery, resolution: Resolution): void {
    if (stopped) return;
    const account = "to" in resolution ? accounts.get(resolution.to.channel) : undefined;
    const isNews = Date.parse(row.createdAt) > clock.now().getTime() - PARKED_MS;
    if (account) account.add(row);
    else if ("wait" in resolution && isNews) awaiting.park(row, resolution.wait);
    else void guard(giveUp(row, resolution));
  }

  function giveUp(row: Delivery, resolution: Resolution): Promise<void> {
    return sender.giveUp(
      row,
      "refuse" in resolution ? resolution : { refuse: "no-address", state: "failed" },
    );
  }

  function takeUp({ rows, confirmed }: CommittedDeliveries): void {
    for (const row of rows.toSorted(byUrgency)) take(row);
    for (const group of confirmed) wake({ group });
  }

  /** A pending row is queued, a finished one is not to be sent any more. Of a row under way its outcome decides. */
  function take(row: Delivery): void {
    const isOwn = sender.has(row.id) || outcomes.has(row.id);
    if (row.state === "pending" ? isOwn : !isFinished(row)) return;
    awaiting.drop(row.id);
    drop(row.id);
    if (row.state === "pending") route(row);
    else unconfirmed.forget(row.id);
  }

  function drop(id: string): void {
    for (const account of accounts.values()) account.drop(id);
  }

  const known = (id: string) =>
    awaiting.has(id) || outcomes.has(id) || sender.has(id) || [...accounts.values()].some((a) => a.has(id));

  async function start(): Promise<void> {
    for (const account of accounts.values()) await account.throttle.load();
    const doubtful = await store.tx(async (t) => {
      const rows = (await t.deliveries.inStates(["sending"])).map(interrupted);
      for (const row of rows) t.deliveries.put(row);
      return rows;
    });
    if (doubtful.length > 0)
      logger.warn({ rows: doubtful.length }, "sends were interrupted: nobody knows whether they went out");
    for (const row of await store.deliveries.inStates(["unknown"]))
      unconfirmed.add({ rows: [row], text: row.text, since: Date.parse(row.createdAt) });
    unsubscribe = store.onDeliveries(takeUp);
    for (const row of await store.deliveries.inStates(["pending"])) if (!known(row.id)) route(row);
    for (const row of doubtful) deps.onUndelivered?.(row);
  }

  async function say(to: Address, content: Content): Promise<void> {
    const account = accounts.get(to.channel);
    if (!account || stopped) {
      logger.warn({ channel: to.channel }, "an answer had nowhere to go");
      return;
    }
    try {
      // What was read to compose it must be durable before it leaves.
      await store.view(async () => {});
    } catch (error) {
      logger.error({ err: error }, "an answer was not sent: the store failed");
      return;
    }
    await new Promise<void>((done) => {
      account.say(() => sender.say(to, content, account.channel).finally(done));
    });
  }

  function wake(who?: Recipient): void {
    for (const row of awaiting.take(who)) route(row);
    if (who) return;
    for (const account of accounts.values()) {
      account.wake();
      if (accounts.size > 1 && !isReady(account.channel)) void guard(moveOfficers(account));
    }
  }

  /** What waits for officers on an account that is away goes by another one, where they have one. */
  async function moveOfficers(away: SendingAccount): Promise<void> {
    for (const row of away.noticesForOfficers()) {
      const resolution = await resolve(row);
      if (!("to" in resolution) || resolution.to.channel === away.channel.name) continue;
      // It may have been sent, changed or cancelled in the meantime.
      const waiting = away.drop(row.id);
      if (waiting) place(waiting, resolution);
    }
  }

  async function idle(): Promise<void> {
    do {
      while (underWay.size > 0) await Promise.all(underWay);
      for (const account of accounts.values()) await account.settled();
      await outcomes.flush();
    } while (underWay.size > 0);
  }

  return {
    say: (to, content) => {
      const said = say(to, content);
      void guard(said);
      return said;
    },
    start,
    wake,
    echo: (echo) => {
      void guard(sender.settle(echo, drop));
    },
    idle,
    async stop() {
      stopped = true;
      unsubscribe();
      const ended = Promise.all([...accounts.values()].map((account) => account.stop())).then(idle);
      let cancel = () => {};
      const tooLong = new Promise<void>((resolve) => {
        cancel = clock.after(STOP_MS, resolve);
      });
      await Promise.race([ended, tooLong]);
      cancel();
      outcomes.stop();
    },
    status: () => statusOf(accounts),
  };
}
