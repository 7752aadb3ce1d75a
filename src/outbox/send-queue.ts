import type { Delivery } from "../domain/deliveries.ts";
import { isOver } from "../domain/delivery-steps.ts";
import type { Clock } from "../lib/clock.ts";
import { createLanes, recipientOf } from "./lanes.ts";

/** How often an account that is offline is looked at, beside being woken. */
const LOOK_AGAIN_MS = 2000;
const BROADCAST = "broadcast";

export interface SendQueueDeps {
  readonly clock: Clock;
  /** How many calls may be under way at once. */
  readonly abreast: number;
  /** Whether stored rows may be tried at all: online, and its epoch known. */
  ready(): boolean;
  /** The earliest instant (ms) at which a broadcast, severe or not, may go; not after `now` if now. */
  broadcastFrom(severe: boolean, now: Date): number;
  /** Sends or settles one row. Never rejects; may `add` the row again. */
  handle(row: Delivery): Promise<void>;
}

/**
 * The one queue of one account: what is said at once, then what is urgent, then answers, then notices, then broadcasts at their pace. A call
 * may begin before the answer to the last one came, but never two for one recipient, and never two broadcasts.
 */
export interface SendQueue {
  /** A waiting row; replaces one of the same id. */
  add(row: Delivery): void;
  /** The row that was taken out, if it waited here. */
  drop(id: string): Delivery | undefined;
  has(id: string): boolean;
  /** Goes before all rows. `job` never rejects. */
  say(job: () => Promise<void>): void;
  /** Nothing stored is tried before then. */
  hold(ms: number): void;
  /** Something has changed: look again now. */
  wake(): void;
  queued(): { answers: number; notices: number; broadcasts: number; later: number };
  /** Waiting rows for officers, whatever their kind and time. */
  noticesForOfficers(): Delivery[];
  /** Waiting notices that may go in one message with this one, taken out; none where it goes alone. */
  takeNoticesFor(row: Delivery): Delivery[];
  /** The waiting broadcasts, taken out. */
  takeBroadcasts(): Delivery[];
  /** Resolves when nothing is under way and nothing can be done now. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

export function createSendQueue(deps: SendQueueDeps): SendQueue {
  const { clock } = deps;
  const lanes = createLanes();
  const says: (() => Promise<void>)[] = [];
  const underWay = new Set<Promise<void>>();
  /** Recipients with a call under way, and `broadcast` while there is one. */
  const busy = new Set<string>();
  let held = false;
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
    start(deps.handle(row), marksOf(row));
    return true;
  }

  function start(work: Promise<void>, outcomes: readonly string[] = []): void {
    for (const mark of outcomes) busy.add(mark);
    const tracked = work.finally(() => {
      underWay.delete(tracked);
      for (const mark of outcomes) busy.delete(mark);
      pump();
    });
    underWay.add(tracked);
  }

  function takeRow(now: Date): Delivery | undefined {
    const may = mayTry();
    const waited = may ? lanes.firstFree(busy) : undefined;
    if (waited || busy.has(BROADCAST)) return waited;
    const rows = lanes.broadcasts();
    if (rows.length === 0) return undefined;
    const over = rows.find((row) => isOver(row, now));
    if (over || !may) return over;
    const severe = rows.find((row) => row.severe);
    if (severe && isDue(true, now)) return severe;
    return isDue(false, now) ? rows.find((row) => !row.severe) : undefined;
  }

  function isDue(severe: boolean, now: Date): boolean {
    return deps.broadcastFrom(severe, now) <= now.getTime();
  }

  const mayTry = () => !held && deps.ready();

  function pump(): void {
    // In its own turn, so that rows filed together are ordered by kind before the first one is taken.
    turn ??= Promise.resolve().then(() => {
      turn = undefined;
      while (underWay.size < deps.abreast && startNext()) {}
      arm();
    });
  }

  function release(): void {
    held = false;
    cancelHold?.();
    cancelHold = undefined;
    pump();
  }

  function arm(): void {
    cancelTimer?.();
    cancelTimer = undefined;
    // The end of a call under way looks again by itself.
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
    if (broadcasts === 0 || busy.has(BROADCAST)) return nextOf(times);
    const rows = lanes.broadcasts();
    for (const { expires } of rows) if (expires !== undefined) times.push(Date.parse(expires));
    const kinds = may ? new Set(rows.map((row) => row.severe === true)) : [];
    for (const severe of kinds) times.push(deps.broadcastFrom(severe, now));
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
      held = true;
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

function marksOf(row: Delivery): string[] {
  return row.kind === "broadcast" ? [BROADCAST, recipientOf(row)] : [recipientOf(row)];
}
