import type { Delivery } from "../domain/deliveries.ts";
import { isOver } from "../domain/delivery-steps.ts";
import type { Clock } from "../lib/clock.ts";

/** How often an account that is offline is looked at, beside being woken. */
const LOOK_AGAIN_MS = 2000;
/** How many rows for busy recipients are passed over in search of a free one. */
const FAR_ENOUGH = 50;
const BROADCAST = "broadcast";
/** As many rows as a list in chat may have. */
const MOST_TOGETHER = 8;

export interface AccountDeps {
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
 * The one queue of one account: what is said at once, then answers, then notices, then broadcasts at their pace. A call
 * may begin before the answer to the last one came, but never two for one recipient, and never two broadcasts.
 */
export interface Account {
  /** A waiting row; replaces one of the same id. */
  add(row: Delivery): void;
  drop(id: string): void;
  has(id: string): boolean;
  /** Goes before all rows. `job` never rejects. */
  say(job: () => Promise<void>): void;
  /** Nothing stored is tried before then. */
  hold(ms: number): void;
  /** Something has changed: look again now. */
  wake(): void;
  queued(): { answers: number; notices: number; broadcasts: number; later: number };
  /** Waiting notices that may go in one message with this one, taken out; none where it goes alone. */
  takeCompanions(row: Delivery): Delivery[];
  /** The waiting broadcasts, taken out. */
  takeBroadcasts(): Delivery[];
  /** Resolves when nothing is under way and nothing can be done now. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

export function createAccount(deps: AccountDeps): Account {
  const { clock } = deps;
  const lanes = {
    answer: new Map<string, Delivery>(),
    notice: new Map<string, Delivery>(),
    broadcast: new Map<string, Delivery>(),
    later: new Map<string, Delivery>(),
  };
  const allLanes = Object.values(lanes);
  const says: (() => Promise<void>)[] = [];
  const underWay = new Set<Promise<void>>();
  /** Recipients with a call under way, and `broadcast` while there is one. */
  const busy = new Set<string>();
  let held = false;
  let nextLater = Number.POSITIVE_INFINITY;
  let turn: Promise<void> | undefined;
  let cancelHold: (() => void) | undefined;
  let cancelTimer: (() => void) | undefined;
  let stopped = false;

  function file(row: Delivery, now: number): void {
    drop(row.id);
    const due = row.notBefore === undefined ? 0 : Date.parse(row.notBefore);
    if (due > now) {
      lanes.later.set(row.id, row);
      nextLater = Math.min(nextLater, due, row.expires === undefined ? due : Date.parse(row.expires));
    } else {
      lanes[row.kind].set(row.id, row);
    }
  }

  function drop(id: string): void {
    for (const lane of allLanes) if (lane.delete(id)) return;
  }

  function promote(now: number): void {
    if (now < nextLater) return;
    nextLater = Number.POSITIVE_INFINITY;
    for (const row of [...lanes.later.values()]) {
      if (isOver(row, new Date(now))) {
        lanes.later.delete(row.id);
        lanes[row.kind].set(row.id, row);
      } else file(row, now);
    }
  }

  function startNext(): boolean {
    const said = says.shift();
    if (said) {
      start(said());
      return true;
    }
    if (stopped) return false;
    const now = clock.now();
    promote(now.getTime());
    const row = takeRow(now);
    if (!row) return false;
    drop(row.id);
    start(deps.handle(row), marksOf(row));
    return true;
  }

  function start(work: Promise<void>, marks: readonly string[] = []): void {
    for (const mark of marks) busy.add(mark);
    const tracked = work.finally(() => {
      underWay.delete(tracked);
      for (const mark of marks) busy.delete(mark);
      pump();
    });
    underWay.add(tracked);
  }

  function takeRow(now: Date): Delivery | undefined {
    const may = mayTry();
    const waited = may ? (firstFree(lanes.answer) ?? firstFree(lanes.notice)) : undefined;
    if (waited || lanes.broadcast.size === 0 || busy.has(BROADCAST)) return waited;
    const rows = [...lanes.broadcast.values()];
    const over = rows.find((row) => isOver(row, now));
    if (over || !may) return over;
    const due = (severe: boolean) => deps.broadcastFrom(severe, now) <= now.getTime();
    const severe = rows.find((row) => row.severe);
    if (severe && due(true)) return severe;
    return due(false) ? rows.find((row) => !row.severe) : undefined;
  }

  function firstFree(lane: Map<string, Delivery>): Delivery | undefined {
    let looked = 0;
    for (const row of lane.values()) {
      if (!busy.has(recipientOf(row))) return row;
      if (++looked === FAR_ENOUGH) return undefined;
    }
    return undefined;
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
    const times = [nextLater];
    const may = mayTry();
    if (!may && lanes.answer.size + lanes.notice.size + lanes.broadcast.size > 0) {
      times.push(now.getTime() + LOOK_AGAIN_MS);
    }
    if (busy.has(BROADCAST)) return nextOf(times);
    for (const row of lanes.broadcast.values()) {
      if (row.expires !== undefined) times.push(Date.parse(row.expires));
    }
    if (may && lanes.broadcast.size > 0) {
      const kinds = new Set([...lanes.broadcast.values()].map((row) => row.severe === true));
      for (const severe of kinds) times.push(deps.broadcastFrom(severe, now));
    }
    return nextOf(times);
  }

  async function settled(): Promise<void> {
    while (turn || underWay.size > 0) await (turn ?? Promise.all(underWay));
  }

  return {
    add(row) {
      file(row, clock.now().getTime());
      pump();
    },
    drop,
    has: (id) => allLanes.some((lane) => lane.has(id)),
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
    queued: () => ({
      answers: lanes.answer.size,
      notices: lanes.notice.size,
      broadcasts: lanes.broadcast.size,
      later: lanes.later.size,
    }),
    takeCompanions(row) {
      const found: Delivery[] = [];
      let looked = 0;
      if (mayJoin(row)) {
        for (const other of lanes.notice.values()) {
          if (mayJoin(other) && other.channel === row.channel && recipientOf(other) === recipientOf(row))
            found.push(other);
          if (found.length === MOST_TOGETHER - 1 || ++looked === FAR_ENOUGH) break;
        }
      }
      for (const { id } of found) lanes.notice.delete(id);
      return found;
    },
    takeBroadcasts() {
      const rows = [...lanes.broadcast.values()];
      lanes.broadcast.clear();
      return rows;
    },
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

/** What is urgent goes alone, so that it is seen and can be quoted. */
function mayJoin({ kind, severe, attachments, expires }: Delivery): boolean {
  return kind === "notice" && !severe && !attachments && expires === undefined;
}

/** Ids are unique over persons, officers and groups. */
function recipientOf({ to }: Delivery): string {
  if ("person" in to) return to.person;
  return "officer" in to ? to.officer : to.group;
}

function marksOf(row: Delivery): string[] {
  return row.kind === "broadcast" ? [BROADCAST, recipientOf(row)] : [recipientOf(row)];
}
