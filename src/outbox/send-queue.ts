import type { Delivery } from "../domain/deliveries.ts";
import type { Clock } from "../lib/clock.ts";
import { createLanes, recipientOf } from "./lanes.ts";

/** How often to look whether an offline account is back, besides being woken. */
const LOOK_AGAIN_MS = 2000;

export interface SendQueueDeps {
  readonly clock: Clock;
  /** How many calls may be under way at once. */
  readonly abreast: number;
  /** How many of them may be broadcasts: one where they are paced. */
  readonly broadcastsAbreast: number;
  /** Whether the account can send: online, and its epoch known. */
  ready(): boolean;
  /** The earliest instant (ms) for the next broadcast, severe or not; at most `now` if it may go now. */
  broadcastFrom(severe: boolean, now: Date): number;
  /** Counts a broadcast whose turn it is now. */
  took(now: Date): void;
  /** Sends or settles one row. Never rejects; may `add` the row again. */
  handle(row: Delivery): Promise<void>;
}

/**
 * The one queue of one account. Order: replies that are not stored, urgent rows, answers, notices, broadcasts at their
 * pace. Several calls may be under way at once, but only one for each recipient, and only one broadcast where they are paced.
 */
export interface SendQueue {
  /** Queues a row; replaces a waiting row of the same id. */
  add(row: Delivery): void;
  /** Removes a row and returns it, if it waited here. */
  drop(id: string): Delivery | undefined;
  has(id: string): boolean;
  /** Runs `job` before all rows. It never rejects. */
  say(job: () => Promise<void>): void;
  /** Tries no stored row for so long. */
  hold(ms: number): void;
  /** Ends a hold and looks again now. */
  wake(): void;
  queued(): { answers: number; notices: number; broadcasts: number; later: number };
  /** All waiting rows for officers. */
  noticesForOfficers(): Delivery[];
  /** Removes and returns the waiting notices that can share a message with this one; none if it must go alone. */
  takeNoticesFor(row: Delivery): Delivery[];
  /** Removes and returns the waiting broadcasts. */
  takeBroadcasts(): Delivery[];
  /** Resolves when no call is under way and no row can be sent now. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

export function createSendQueue(deps: SendQueueDeps): SendQueue {
  const { clock } = deps;
  const lanes = createLanes();
  const says: (() => Promise<void>)[] = [];
  const underWay = new Set<Promise<void>>();
  /** Keys of recipients with a call under way. */
  const busy = new Set<string>();
  let broadcasting = 0;
  let isOnHold = false;
  let turn: Promise<void> | undefined;
  let cancelHold: (() => void) | undefined;
  let cancelTimer: (() => void) | undefined;
  let stopped = false;

  function startNext(): boolean {
    const said = says.shift();
    if (said) {
      start(said());
      return true;
    }
    if (stopped) return false;
    const now = clock.now();
    lanes.promote(now);
    const row = takeRow(now);
    if (!row) return false;
    lanes.drop(row.id);
    start(deps.handle(row), row);
    return true;
  }

  function start(work: Promise<void>, row?: Delivery): void {
    const key = row && recipientOf(row);
    const isBroadcast = row?.kind === "broadcast";
    if (key !== undefined) busy.add(key);
    if (isBroadcast) broadcasting++;
    const tracked = work.finally(() => {
      underWay.delete(tracked);
      if (key !== undefined) busy.delete(key);
      if (isBroadcast) broadcasting--;
      pump();
    });
    underWay.add(tracked);
  }

  function takeRow(now: Date): Delivery | undefined {
    const may = mayTry();
    const waited = may ? lanes.firstFree(busy) : undefined;
    if (waited || broadcasting >= deps.broadcastsAbreast) return waited;
    const over = lanes.overBroadcast(now);
    if (over || !may) return over;
    for (const severe of [true, false]) {
      const row = lanes.firstBroadcast(severe, busy);
      if (!row || !isDue(severe, now)) continue;
      deps.took(now);
      return row;
    }
    return undefined;
  }

  function isDue(severe: boolean, now: Date): boolean {
    return deps.broadcastFrom(severe, now) <= now.getTime();
  }

  const mayTry = () => !isOnHold && deps.ready();

  function pump(): void {
    // In a later turn, so that rows added together are ordered by kind before the first one is taken.
    turn ??= Promise.resolve().then(() => {
      turn = undefined;
      while (underWay.size < deps.abreast && startNext()) {}
      arm();
    });
  }

  function release(): void {
    isOnHold = false;
    cancelHold?.();
    cancelHold = undefined;
    pump();
  }

  function arm(): void {
    cancelTimer?.();
    cancelTimer = undefined;
    // When a call ends the queue looks again; no timer is needed.
    if (stopped || underWay.size >= deps.abreast) return;
    const now = clock.now();
    const at = nextLook(now);
    if (at === Number.POSITIVE_INFINITY) return;
    cancelTimer = clock.after(Math.max(at - now.getTime(), 1), () => {
      cancelTimer = undefined;
      pump();
    });
  }

  function nextLook(now: Date): number {
    const times = [lanes.nextDue()];
    const may = mayTry();
    const { answers, notices, broadcasts } = lanes.sizes();
    if (!may && answers + notices + broadcasts > 0) times.push(now.getTime() + LOOK_AGAIN_MS);
    if (broadcasts === 0 || broadcasting >= deps.broadcastsAbreast) return nextOf(times);
    times.push(lanes.nextExpiry());
    // Where the recipient is busy, the queue looks again when that call ends.
    const kinds = may ? lanes.broadcastKinds() : [];
    for (const severe of kinds)
      if (lanes.firstBroadcast(severe, busy)) times.push(deps.broadcastFrom(severe, now));
    return nextOf(times);
  }

  async function settled(): Promise<void> {
    while (turn || underWay.size > 0) await (turn ?? Promise.all(underWay));
  }

  return {
    add(row) {
      lanes.file(row, clock.now());
      pump();
    },
    drop: lanes.drop,
    has: lanes.has,
    say(job) {
      says.push(job);
      pump();
    },
    hold(ms) {
      isOnHold = true;
      cancelHold?.();
      cancelHold = clock.after(ms, release);
    },
    wake: release,
    queued: lanes.sizes,
    noticesForOfficers: lanes.noticesForOfficers,
    takeNoticesFor: lanes.takeNoticesFor,
    takeBroadcasts: lanes.takeBroadcasts,
    settled,
    async stop() {
      stopped = true;
      cancelHold?.();
      cancelTimer?.();
      await settled();
    },
  };
}

function nextOf(times: readonly number[]): number {
  return times.reduce((a, b) => Math.min(a, b));
}
