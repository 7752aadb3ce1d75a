import type { Channel, ChannelEvents, Content } from "../channels/channel.ts";
import { type Delivery, isFinished, type Recipient, rowOfKey } from "../domain/deliveries.ts";
import { givenUp, interrupted, toSendAgain } from "../domain/delivery-steps.ts";
import type { Address, PersonId } from "../domain/people.ts";
import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../lib/logger.ts";
import { createSerial } from "../lib/serial.ts";
import type { CommittedDeliveries, Store } from "../store/store.ts";
import { isReady } from "./address-validity.ts";
import { createAnswerWindows } from "./answer-windows.ts";
import { createAwaitingRecipient } from "./awaiting-recipient.ts";
import type { Budget } from "./budget.ts";
import type { AwayUntil } from "./officers-pace.ts";
import type { AccountStatus, OutboxFault, OutboxResult } from "./outbox-reports.ts";
import { createOutcomeWriter } from "./outcome-writer.ts";
import type { QuietHours } from "./quiet-hours.ts";
import { type Resolution, resolveRecipient } from "./recipients.ts";
import type { FileSources } from "./row-files.ts";
import { openSendQueues, type SendQueues, statusOf } from "./send-queues.ts";
import { createSender, type SendingAccount } from "./sender.ts";
import { createUnconfirmedSends } from "./unconfirmed-sends.ts";

export type { AccountStatus } from "./outbox-reports.ts";

/** Sends the rows that transactions of the store put, each by the queue of its account. */
export interface Outbox {
  /**
   * Sends a reply that is not stored, ahead of the stored rows of its account. Waits until everything read so far is
   * durable. Resolves when sent. Never rejects: a failure is logged and counted.
   */
  say(to: Address, content: Content): Promise<void>;
  /**
   * Continues what an earlier run left: each `sending` row becomes `unknown`, pending rows are queued. From now on, rows
   * put in any transaction of the store are queued as soon as they are durable.
   */
  start(): Promise<void>;
  /** Tries again to reach a recipient, after a person wrote or an officer was bound; without `who` all of them, after a channel changed its state. */
  wake(who?: Recipient): void;
  /** They wrote directly: what they may be told begins anew, and what waited for it goes. */
  heard(from: Address, at: Date): void;
  /**
   * A message that the network took did not arrive: its row waits until they write, or has failed, and somebody hears of
   * it. Resolves when durable; rejects with `StoreError`.
   */
  undelivered(failed: Parameters<ChannelEvents["undelivered"]>[0]): Promise<void>;
  /** Takes note of an own message seen on the network: a row of the same text whose outcome is unknown was sent. */
  echo(echo: { to: Address; text: string; id?: string; at: Date }): void;
  /**
   * Resolves when no call is under way, no row can be sent now, and every outcome is stored. Rows that wait for a time,
   * their pace, their channel or their recipient do not count.
   */
  idle(): Promise<void>;
  /** Sends nothing more. Waits up to 10 s for calls under way and stores their outcomes. */
  stop(): Promise<void>;
  status(): ReadonlyMap<string, AccountStatus>;
}

export interface OutboxDeps extends FileSources {
  readonly store: Store;
  readonly channels: ReadonlyMap<string, Channel>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** By channel name; a channel without one is not paced. */
  readonly budgets: ReadonlyMap<string, Budget>;
  readonly quietHours?: QuietHours | undefined;
  /** IANA name of the station's zone. */
  readonly timezone: string;
  /** Name and accounts of a person, for a row that reveals them. */
  identityOf(person: PersonId): Promise<string>;
  /** Without it officers are never away. */
  readonly awayUntil?: AwayUntil;
  /** Must not throw. */
  onFault?(fault: OutboxFault): void;
  /** A row became `failed` or `unknown`, or began to wait for its recipient: a person may have to act. Must not throw. */
  onUndelivered?(row: Delivery): void;
  /** The network's echo shows that an `unknown` row was sent. Must not throw. */
  onSettled?(row: Delivery): void;
  /** Must not throw. */
  onResult?(result: OutboxResult): void;
  /** Numbers from 0 up to 1, for the jitter. */
  random?(): number;
}

const STOP_MS = 10_000;
/** A row that has waited for its recipient for this long is given up. */
const LONGEST_WAIT_MS = 30 * 86_400_000;

const urgency: readonly Delivery["kind"][] = ["answer", "notice", "broadcast"];
/** Queues answers first, so that no broadcast of the same transaction goes before them. */
function byUrgency(a: Delivery, b: Delivery): number {
  return urgency.indexOf(a.kind) - urgency.indexOf(b.kind);
}

export function createOutbox(deps: OutboxDeps): Outbox {
  const { store, channels, clock, logger } = deps;
  const outcomes = createOutcomeWriter(deps);
  const unconfirmed = createUnconfirmedSends();
  const awaiting = createAwaitingRecipient({ ...deps, outcomes });
  const windows = createAnswerWindows(deps);
  const underWay = new Set<Promise<unknown>>();
  let unsubscribe = () => {};
  let stopped = false;

  const sender = createSender({ ...deps, outcomes, unconfirmed, windows, place });
  const accounts: SendQueues = openSendQueues(deps, (row, account) => guard(sender.send(row, account)));

  /** Lets `idle` wait for this work, and logs its error instead of ending the process. */
  function guard(work: Promise<void>): Promise<void> {
    const tracked = work
      .catch((error: unknown) => logger.error({ err: error }, "bug in the outbox"))
      .finally(() => underWay.delete(tracked));
    underWay.add(tracked);
    return tracked;
  }

  const routing = createSerial();
  /** Puts a pending row into the queue of the account that will send it. Keeps the order of rows. */
  function route(row: Delivery): void {
    if (stopped) return;
    const account = likelyAccount(row);
    if (account) account.add(row);
    else void guard(routing.run(async () => place(row, await resolve(row))));
  }

  const resolve = (row: Delivery) => resolveRecipient(row, store, channels, clock.now());

  /** The account, if it is clear without looking the recipient up: a look-up unseals a record, and one follows before sending anyway. */
  function likelyAccount(row: Delivery): SendingAccount | undefined {
    const named = row.channel === undefined ? undefined : accounts.get(row.channel);
    // While this account is away, another one may reach the officer.
    if (named && accounts.size > 1 && "officer" in row.to && !isReady(named.channel)) return undefined;
    if (named || "group" in row.to || accounts.size !== 1) return named;
    for (const account of accounts.values()) return account;
  }

  function place(row: Delivery, resolution: Resolution): void {
    if (stopped) return;
    const account = "to" in resolution ? accounts.get(resolution.to.channel) : undefined;
    const isNews = Date.parse(row.createdAt) > clock.now().getTime() - LONGEST_WAIT_MS;
    if (account) account.add(row);
    else if ("wait" in resolution && isNews) awaiting.add(row, resolution.wait);
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

  /** Queues a pending row and drops a finished one from every queue. Ignores pending rows that are being sent: their outcome decides. */
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
    const interruptedRows = await store.tx(async (t) => {
      const rows = (await t.deliveries.inStates(["sending"])).map((row) => interrupted(row, clock.now()));
      for (const row of rows) t.deliveries.put(row);
      return rows;
    });
    if (interruptedRows.length > 0)
      logger.warn(
        { rows: interruptedRows.length },
        "sends were cut short by the end of the last run; whether they went out is unknown",
      );
    for (const row of await store.deliveries.inStates(["unknown"]))
      unconfirmed.add({ rows: [row], text: row.text, since: Date.parse(row.createdAt) });
    unsubscribe = store.onDeliveries(takeUp);
    for (const row of await store.deliveries.inStates(["pending"])) if (!known(row.id)) route(row);
    for (const row of interruptedRows) deps.onUndelivered?.(row);
  }

  async function say(to: Address, content: Content): Promise<void> {
    const account = accounts.get(to.channel);
    if (!account || stopped) {
      logger.warn({ channel: to.channel }, "reply dropped: unknown channel, or the outbox has stopped");
      return;
    }
    try {
      // What the reply tells was read before; it must be durable before it leaves.
      await store.view(async () => {});
    } catch (error) {
      logger.error({ err: error }, "reply not sent: the store failed");
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

  async function wakeSender(from: Address): Promise<void> {
    const contact = await store.contacts.byAddress(from);
    if (contact) wake({ person: contact.id });
  }

  async function undelivered({ to, key, reason }: Parameters<Outbox["undelivered"]>[0]): Promise<void> {
    await outcomes.flush();
    if (reason === "window") windows.closed(to);
    const { id, again } = rowOfKey(key);
    const rows = await store.tx(async (t) => {
      const first = await t.deliveries.get(id);
      if (first?.state !== "sent" || (first.again ?? 0) !== again) return [];
      const others = await Promise.all((first.joined ?? []).map((other) => t.deliveries.get(other)));
      const next = [first, ...others.flatMap((row) => (row?.state === "sent" ? row : []))].map((row) =>
        reason === "window" ? toSendAgain(row) : givenUp(row, "failed", clock.now(), reason),
      );
      for (const row of next) t.deliveries.put(row);
      return next;
    });
    logger.warn(
      { delivery: id, reason, rows: rows.length },
      "the network took a message and did not deliver it",
    );
    for (const row of rows) deps.onUndelivered?.(row);
  }

  /** Moves rows for officers from an account that is away to another account of theirs. */
  async function moveOfficers(away: SendingAccount): Promise<void> {
    for (const row of away.noticesForOfficers()) {
      const resolution = await resolve(row);
      if (!("to" in resolution) || resolution.to.channel === away.channel.name) continue;
      // While it was looked up, the row may have been sent, changed or cancelled.
      const waiting = away.drop(row.id);
      if (waiting) place(waiting, resolution);
    }
  }

  async function idle(): Promise<void> {
    do {
      while (underWay.size > 0) await Promise.all(underWay);
      for (const account of accounts.values()) await account.settled();
      await outcomes.flush();
      await windows.flush();
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
    heard(from, at) {
      windows.heard(from, at);
      if (awaiting.hasForResidents()) void guard(wakeSender(from));
    },
    undelivered,
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
      windows.stop();
    },
    status: () => statusOf(accounts),
  };
}
