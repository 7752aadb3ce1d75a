import type { Channel, HandedOver, OwnerOutcome } from "../channels/channel.ts";
import { isWithdrawn } from "../domain/alert-corrections.ts";
import { awaitsOwner, type Delivery } from "../domain/deliveries.ts";
import { delivered, givenUp, isOver } from "../domain/delivery-steps.ts";
import type { OfficerId } from "../domain/people.ts";
import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../lib/logger.ts";
import type { Store, Tx } from "../store/store.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const LOOK_MS = 2 * MINUTE;
/** From the handing over until the owner is reminded, and until officers are asked to post it by hand. */
const REMIND_AFTER = { usual: HOUR, severe: 10 * MINUTE };
const BY_HAND_AFTER = { usual: 3 * HOUR, severe: 30 * MINUTE };
/** A network that has not answered for so long is not waited for. */
const ASKED_FOR = 6 * HOUR;

/** Asks the network what became of what was handed to groups' owners, and writes it into the rows. */
export interface OwnerSendWatch {
  start(): void;
  /** Looks now; resolves when what was found is stored. Never rejects. */
  look(): Promise<void>;
  /** Whether what became of the row is being asked for. */
  isAsked(row: Delivery, now: Date): boolean;
  idle(): Promise<void>;
  stop(): Promise<void>;
}

interface Waiting {
  readonly row: Delivery;
  readonly send: HandedOver;
}

export function createOwnerSendWatch(deps: {
  readonly store: Store;
  readonly channels: ReadonlyMap<string, Channel>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Whether nobody is to be reminded now, but of what passes the quiet hours. */
  isQuiet?(now: Date): boolean;
  /** It certainly did not go out: a person may have to post it. */
  onUndelivered(row: Delivery): void;
  /** The owner has sent it. */
  onSettled(row: Delivery): void;
}): OwnerSendWatch {
  const { store, channels, clock, logger } = deps;
  let looking: Promise<void> | undefined;
  let cancel = () => {};
  let stopped = false;

  const channelOf = (row: Delivery) =>
    row.kind === "broadcast" ? channels.get(row.channel ?? "") : undefined;

  async function lookOnce(): Promise<void> {
    const byChannel = new Map<Channel, Waiting[]>();
    for (const row of await store.deliveries.inStates(["unknown"])) {
      const channel = channelOf(row);
      const group = "group" in row.to ? await store.groups.get(row.to.group) : undefined;
      if (!channel?.ownerSends || !group) continue;
      const id = row.sentId === undefined ? {} : { id: row.sentId };
      const send = { to: group.address, text: row.text, since: new Date(row.createdAt), ...id };
      byChannel.set(channel, [...(byChannel.get(channel) ?? []), { row, send }]);
    }
    for (const [channel, waiting] of byChannel) await settle(channel, waiting);
  }

  async function settle(channel: Channel, waiting: readonly Waiting[]): Promise<void> {
    const { ownerSends } = channel;
    if (!ownerSends || !channel.health().online) return;
    const now = clock.now();
    const found = await ownerSends.outcomes(waiting.map(({ send }) => send));
    const next = new Map<string, Delivery>();
    const tapped = new Map<string, string>();
    const remind: HandedOver[] = [];
    const cancelled: { send: HandedOver; to: Delivery }[] = [];
    for (const [index, { row, send }] of waiting.entries()) {
      const outcome: OwnerOutcome = found[index] ?? { state: "unknown" };
      if (outcome.state === "sent") {
        next.set(row.id, delivered(row, outcome.at, outcome.id));
        tapped.set(row.id, outcome.by);
      } else if (outcome.state === "not-sent") next.set(row.id, givenUp(row, "failed", now, outcome.reason));
      if (outcome.state !== "waiting") continue;
      const handed = { ...send, id: outcome.id };
      const known: Delivery = { ...row, refusal: "awaits-owner", sentId: outcome.id };
      const over = await ended(known, outcome.since, now);
      if (over) cancelled.push({ send: handed, to: over });
      else if (isToRemind(known, outcome.since, now)) {
        remind.push(handed);
        next.set(row.id, { ...known, remindedAt: now.toISOString() });
      } else if (!awaitsOwner(row) || row.sentId !== outcome.id) next.set(row.id, known);
    }
    // Marked first: an owner who is not reminded is better off than one who is reminded every two minutes.
    await write(next, tapped);
    if (remind.length > 0) await ownerSends.remind(remind);
    if (cancelled.length === 0) return;
    const done = new Set(await ownerSends.cancel(cancelled.map(({ send }) => send)));
    const gone = cancelled.filter(({ send }) => done.has(send)).map(({ to }) => [to.id, to] as const);
    await write(new Map(gone), new Map());
  }

  /** What becomes of a row that need not wait for its owner any more; `undefined` while it does. */
  async function ended(row: Delivery, since: Date, now: Date): Promise<Delivery | undefined> {
    if (isOver(row, now)) return givenUp(row, "expired", now);
    const alert = row.alert === undefined ? undefined : await store.alerts.get(row.alert);
    if (alert && isWithdrawn(alert)) return givenUp(row, "cancelled", now, "withdrawn");
    const patience = row.severe ? BY_HAND_AFTER.severe : BY_HAND_AFTER.usual;
    if (now.getTime() - since.getTime() < patience || isQuiet(row, now)) return undefined;
    return givenUp(row, "failed", now, "owner-silent");
  }

  function isToRemind(row: Delivery, since: Date, now: Date): boolean {
    const after = row.severe ? REMIND_AFTER.severe : REMIND_AFTER.usual;
    return row.remindedAt === undefined && now.getTime() - since.getTime() >= after && !isQuiet(row, now);
  }

  function isQuiet(row: Delivery, now: Date): boolean {
    return !row.severe && deps.isQuiet?.(now) === true;
  }

  /** An officer may have decided a row meanwhile: that stays. */
  async function write(
    next: ReadonlyMap<string, Delivery>,
    tapped: ReadonlyMap<string, string>,
  ): Promise<void> {
    if (next.size === 0) return;
    const written = await store.tx(async (t) => {
      const done: Delivery[] = [];
      for (const [id, row] of next) {
        const current = await t.deliveries.get(id);
        if (current?.state !== "unknown") continue;
        const officer = await officerBy(t, tapped.get(id));
        const put = { ...row, text: current.text, ...(officer ? { doneBy: officer } : {}) };
        t.deliveries.put(put);
        done.push(put);
      }
      return done;
    });
    for (const row of written) {
      if (row.state === "sent") deps.onSettled(row);
      else if (row.state === "failed") deps.onUndelivered(row);
    }
  }

  /** Who is called so in the same company: officers' accounts on its bot have the same ids. */
  async function officerBy(t: Tx, id: string | undefined): Promise<OfficerId | undefined> {
    if (id === undefined) return undefined;
    const isTheirs = (address: { channel: string; id: string }) =>
      address.id === id && channels.get(address.channel)?.type === "wecom-bot";
    return (await t.officers.all()).find(({ accounts }) => accounts.some(isTheirs))?.id;
  }

  function look(): Promise<void> {
    looking ??= lookOnce()
      .catch((error: unknown) => logger.error({ err: error }, "asking what owners have sent failed"))
      .finally(() => {
        looking = undefined;
      });
    return looking;
  }

  function lookLater(): void {
    if (stopped) return;
    cancel = clock.after(LOOK_MS, () => {
      void look().then(lookLater);
    });
  }

  return {
    start() {
      if ([...channels.values()].some(({ ownerSends }) => ownerSends)) lookLater();
    },
    look,
    isAsked(row, now) {
      if (row.state !== "unknown" || !channelOf(row)?.ownerSends) return false;
      return Date.parse(row.createdAt) > now.getTime() - ASKED_FOR;
    },
    async idle() {
      await looking;
    },
    async stop() {
      stopped = true;
      cancel();
      await looking;
    },
  };
}
