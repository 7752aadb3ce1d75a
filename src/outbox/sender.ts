import type { Channel, Content } from "../channels/channel.ts";
import { awaitsOwner, type Delivery } from "../domain/deliveries.ts";
import { delivered, givenUp, isOver, refused, type SendFailure } from "../domain/delivery-steps.ts";
import type { Address, PersonId } from "../domain/people.ts";
import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../lib/logger.ts";
import type { Store, Tx } from "../store/store.ts";
import { isReady, isStale } from "./address-validity.ts";
import type { AnswerWindows } from "./answer-windows.ts";
import { createAttempts } from "./attempt.ts";
import { createClaims } from "./claims.ts";
import { noteGroup } from "./group-notes.ts";
import { mergeNotices, moreInBrief } from "./merge-notices.ts";
import { type AwayUntil, heardOf, pacedUntil } from "./officers-pace.ts";
import type { OutboxResult } from "./outbox-reports.ts";
import type { OutcomeWriter } from "./outcome-writer.ts";
import { pictureAfter } from "./picture-row.ts";
import { type Resolution, resolveRecipient } from "./recipients.ts";
import { contentOf, type FileSources } from "./row-files.ts";
import type { SendQueue } from "./send-queue.ts";
import type { Throttle } from "./throttle.ts";
import type { Echo, UnconfirmedSends } from "./unconfirmed-sends.ts";

const HOLD_MS = 5000;

export interface Sender {
  /** Sends a row whose turn it is, and records the outcome. */
  send(row: Delivery, account: SendingAccount): Promise<void>;
  /** Sends a reply that is not stored. Never rejects. */
  say(to: Address, content: Content, channel: Channel): Promise<void>;
  giveUp(row: Delivery, why: { refuse: string; state: "failed" | "cancelled" }): Promise<void>;
  /** Marks the row that this echo confirms as sent. `drop` removes a row from every queue. */
  settle(echo: Echo, drop: (id: string) => void): Promise<void>;
  /** Whether a call for the row is under way. */
  has(id: string): boolean;
}

/** A channel with its queue and its throttle. */
export interface SendingAccount extends SendQueue {
  readonly channel: Channel;
  readonly throttle: Throttle;
}

export function createSender(
  deps: FileSources & {
    store: Store;
    channels: ReadonlyMap<string, Channel>;
    clock: Clock;
    logger: Logger;
    outcomes: OutcomeWriter;
    unconfirmed: UnconfirmedSends;
    windows: AnswerWindows;
    /** Finds another place for a row that this account cannot send. */
    place(row: Delivery, resolution: Resolution): void;
    identityOf(person: PersonId): Promise<string>;
    awayUntil?: AwayUntil;
    onUndelivered?(row: Delivery): void;
    onSettled?(row: Delivery): void;
    onResult?(result: OutboxResult): void;
  },
): Sender {
  const { store, channels, clock, logger, outcomes, unconfirmed } = deps;
  const { attempt, say } = createAttempts(deps);
  const claims = createClaims(deps);
  const underWay = new Set<string>();

  async function send(row: Delivery, account: SendingAccount): Promise<void> {
    underWay.add(row.id);
    try {
      if (!(await isThere(row))) return;
      if (isOver(row, clock.now())) return expire(row, account.channel.name);
      const until = row.paced && (await pacedUntil(row, store, deps.awayUntil, clock.now()));
      if (until) return account.add({ ...row, notBefore: until.toISOString() });
      const resolution = await resolveRecipient(row, store, channels, clock.now());
      if (!("to" in resolution) || resolution.to.channel !== account.channel.name) {
        if (row.kind === "broadcast") account.throttle.putBack();
        return deps.place(row, resolution);
      }
      if (row.kind === "broadcast") await sendOnce(row, resolution.to, account);
      else if (!account.channel.capabilities.answers || (await mayAnswer(row, resolution.to)))
        await sendAtLeastOnce(row, resolution.to, account);
    } finally {
      underWay.delete(row.id);
    }
  }

  /** False where the row waits for them to write, or goes by another way of theirs. */
  async function mayAnswer(row: Delivery, to: Address): Promise<boolean> {
    const weight = row.severe ? "result" : (row.weight ?? "automatic");
    const wait = await deps.windows.waits(to, weight);
    if (!wait) return true;
    const contact = "person" in row.to ? await store.contacts.get(row.to.person) : undefined;
    for (const other of contact?.addresses ?? []) {
      const channel = channels.get(other.channel);
      if (!channel || !isReady(channel) || isStale(other, channels)) continue;
      if (other.channel === to.channel || (await deps.windows.waits(other, weight))) continue;
      deps.place({ ...row, channel: other.channel }, { to: other });
      return false;
    }
    deps.place(row, { wait });
    return false;
  }

  /** Sends a broadcast at most once: `sending` is durable before the call, and a call that may have succeeded is never repeated. */
  async function sendOnce(row: Delivery, to: Address, account: SendingAccount): Promise<void> {
    const { channel, throttle } = account;
    const now = clock.now();
    const found = throttle.resting(now)
      ? { refuse: "risk-control", state: "failed" as const }
      : await contentOf(row, row.text, channel, { ...deps, reads: store });
    const sending = "refuse" in found ? undefined : await claims.claim(row, to, throttle);
    if ("refuse" in found || !sending || sending === "not-now") {
      throttle.putBack();
      if ("refuse" in found) return giveUp(row, found);
      if (sending === "not-now")
        account.add({ ...row, notBefore: new Date(now.getTime() + HOLD_MS).toISOString() });
      return;
    }
    const result = await attempt([sending], to, found.content, channel);
    if ("sent" in result) {
      throttle.accepted();
      await outcomes.now(delivered(sending, clock.now(), result.sent.id), putPicture(sending));
      return;
    }
    const stops = result.refusal.reason === "risk-control" && throttle.objected(clock.now());
    const next = isAccountDown(result.refusal)
      ? { ...sending, state: "pending" as const, attempts: row.attempts }
      : refused(sending, result.refusal, clock.now());
    if (isAccountDown(result.refusal)) account.hold(HOLD_MS);
    const isToGo = next.state === "pending";
    if (isToGo) throttle.putBack();
    await outcomes.now(next, async (t) => {
      if (stops || isToGo) throttle.save(t);
      await noteGroup(t, next, result.refusal, clock.now());
    });
    if (stops) {
      const waiting = account.takeBroadcasts();
      await Promise.all(waiting.map((each) => giveUp(each, { refuse: "risk-control", state: "failed" })));
    }
    if (isToGo) return account.add(next);
    // While the outcome was written, an echo may have shown that it was sent.
    if (!awaitsOwner(next) && (next.state === "failed" || unconfirmed.has(next.id)))
      deps.onUndelivered?.(next);
  }

  /** The picture follows the text that was sent; written once, however often that is noticed. */
  function putPicture(row: Delivery): ((t: Tx) => Promise<void>) | undefined {
    const picture = pictureAfter(row, clock.now());
    if (!picture) return undefined;
    return async (t) => {
      if (!(await t.deliveries.get(picture.id))) t.deliveries.put(picture);
    };
  }

  /** Sends an answer or notice at least once: the row stays `pending` until the outcome is known, so a crash repeats it. Other notices for the same recipient go with it. */
  async function sendAtLeastOnce(row: Delivery, to: Address, account: SendingAccount): Promise<void> {
    const waiting = account.takeNoticesFor(row);
    const there = await Promise.all(waiting.map(isThere));
    const more = waiting.filter((_, i) => there[i]);
    const rows = [row, ...more] as const;
    for (const { id } of more) underWay.add(id);
    try {
      const said = await Promise.all(rows.map(textOf));
      const text = row.brief
        ? row.text + moreInBrief(await numbersOf(more))
        : mergeNotices(rows.map((each, i) => ({ ...each, text: said[i] ?? "" })).sort(byAge));
      const { buttons: _, ...joined } = row;
      const shown = more.length > 0 ? joined : row;
      const found = await contentOf(shown, text, account.channel, { ...deps, reads: store });
      if ("refuse" in found) return giveUp(row, found);
      const tried = [again(row), ...more.map(again)] as const;
      const result = await attempt(tried, to, found.content, account.channel);
      const sentAt = clock.now();
      if ("sent" in result) {
        const joined =
          more.length > 0 && account.channel.capabilities.answers ? more.map(({ id }) => id) : [];
        for (const each of tried) outcomes.later(delivered(each, sentAt, result.sent.id));
        if (joined.length > 0) outcomes.later({ ...delivered(tried[0], sentAt, result.sent.id), joined });
        // Before the officer's next one: until this is kept, they count as being written to.
        const heard = heardOf(row, sentAt);
        if (heard) await outcomes.now(delivered(tried[0], sentAt, result.sent.id), heard);
      } else if (isAccountDown(result.refusal)) {
        account.hold(HOLD_MS);
        for (const each of rows) account.add(each);
      } else if (result.refusal.reason === "window" && !("group" in row.to)) {
        deps.windows.closed(to);
        const wait = (await deps.windows.waits(to, "result")) ?? "window";
        for (const each of rows) deps.place(each, { wait });
      } else for (const each of tried) await notTaken(each, result.refusal, account);
    } finally {
      for (const { id } of more) underWay.delete(id);
    }
  }

  async function notTaken(tried: Delivery, refusal: SendFailure, account: SendingAccount): Promise<void> {
    // The epoch changed during the call. The next try looks the recipient up again.
    const next = refused(
      tried,
      { ...refusal, retryable: refusal.retryable || refusal.reason === "stale-epoch" },
      clock.now(),
    );
    if ("group" in tried.to && (refusal.reason === "muted" || refusal.reason === "removed")) {
      await outcomes.now(next, (t) => noteGroup(t, next, refusal, clock.now()));
    } else outcomes.later(next);
    if (next.state !== "pending") {
      const { id, kind } = tried;
      logger.warn({ delivery: id, kind, reason: refusal.reason }, "gave up an answer or notice");
      unconfirmed.forget(id);
      deps.onUndelivered?.(next);
      return;
    }
    account.add(next);
  }

  /** Whether it is still to be sent: it may have been erased with its report, or told in a brief, while it waited. */
  async function isThere({ id }: Delivery): Promise<boolean> {
    return (await store.deliveries.get(id))?.state === "pending";
  }

  /** Of the reports that these are about. */
  async function numbersOf(rows: readonly Delivery[]): Promise<string[]> {
    const ids = [...new Set(rows.flatMap(({ report }) => report ?? []))];
    const reports = await Promise.all(ids.map((id) => store.reports.get(id)));
    return reports.flatMap((report) => report?.number ?? []);
  }

  /** What the row says; a name that it reveals is in no file and in no queue. */
  async function textOf({ text, reveals }: Delivery): Promise<string> {
    return reveals === undefined ? text : `${text}\n${await deps.identityOf(reveals)}`;
  }

  async function giveUp(
    row: Delivery,
    why: { refuse: string; state: "failed" | "cancelled" },
  ): Promise<void> {
    const next = givenUp(row, why.state, clock.now(), why.refuse);
    await outcomes.now(next);
    if (why.state === "failed") deps.onUndelivered?.(next);
  }

  function expire(row: Delivery, channel: string): void {
    outcomes.later(givenUp(row, "expired", clock.now()));
    deps.onResult?.({ channel, kind: row.kind, outcome: "expired" });
  }

  async function settle(echo: Echo, drop: (id: string) => void): Promise<void> {
    for (const send of unconfirmed.find(echo)) {
      const [first] = send.rows;
      if (!send.to && !(await isFor(first, echo.to))) continue;
      if (send.calling) {
        send.echoed = echo;
        return;
      }
      unconfirmed.forget(first.id);
      logger.info({ delivery: first.id }, "the network's echo shows that it was sent");
      for (const { id } of send.rows) drop(id);
      await Promise.all(
        send.rows.map((row) =>
          outcomes.now(delivered(row, echo.at, echo.id), putPicture(row) ?? heardOf(row, echo.at)),
        ),
      );
      for (const row of send.rows) deps.onSettled?.(row);
      return;
    }
  }

  async function isFor(row: Delivery, to: Address): Promise<boolean> {
    if ("group" in row.to) return (await store.groups.byAddress(to))?.id === row.to.group;
    if ("officer" in row.to) return (await store.officers.byAddress(to))?.id === row.to.officer;
    return (await store.contacts.byAddress(to))?.id === row.to.person;
  }

  return { send, say, giveUp, settle, has: (id) => underWay.has(id) };
}

function byAge(a: Delivery, b: Delivery): number {
  return a.id < b.id ? -1 : 1;
}

function again(row: Delivery): Delivery {
  return { ...row, attempts: row.attempts + 1 };
}

/** The failure is the account's, not the row's: the account waits, and no attempt is counted. */
function isAccountDown(refusal: SendFailure): boolean {
  return refusal.outcome === "not-sent" && refusal.reason === "offline";
}
