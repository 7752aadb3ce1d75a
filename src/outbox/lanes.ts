import type { Delivery } from "../domain/deliveries.ts";
import { isOver } from "../domain/delivery-steps.ts";

/** How many rows for busy recipients are passed over in search of a free one. */
const FAR_ENOUGH = 50;
/** Most notices in one message: as many rows as a list in chat may have. */
const MOST_MERGED = 8;

/** The rows that wait for one account: one lane for each kind, and one for rows that are not due yet. */
export interface Lanes {
  /** Puts a row into its lane; replaces a row of the same id. */
  file(row: Delivery, now: Date): void;
  /** Removes a row and returns it, if it was there. */
  drop(id: string): Delivery | undefined;
  has(id: string): boolean;
  /** Moves rows that have become due to the lane of their kind. */
  promote(now: Date): void;
  /** When (ms) the next row becomes due; infinity if none does. */
  nextDue(): number;
  /** The first urgent row, else answer, else notice, whose recipient is not busy. */
  firstFree(busy: ReadonlySet<string>): Delivery | undefined;
  /** Rows for officers in all lanes. */
  noticesForOfficers(): Delivery[];
  /** The first broadcast whose recipient is not busy: a severe one, or one that is not. */
  firstBroadcast(severe: boolean, busy: ReadonlySet<string>): Delivery | undefined;
  /** A broadcast that is past its expiry. */
  overBroadcast(now: Date): Delivery | undefined;
  /** When (ms) the next broadcast may be past its expiry; infinity if none will. */
  nextExpiry(): number;
  /** Which kinds of broadcasts wait: severe, not severe, both. */
  broadcastKinds(): ReadonlySet<boolean>;
  takeBroadcasts(): Delivery[];
  /** Removes and returns the waiting notices that can share a message with this one; none if it must go alone. */
  takeNoticesFor(row: Delivery): Delivery[];
  sizes(): { answers: number; notices: number; broadcasts: number; later: number };
}

export function createLanes(): Lanes {
  const lanes = {
    urgent: new Map<string, Delivery>(),
    answer: new Map<string, Delivery>(),
    notice: new Map<string, Delivery>(),
    broadcast: new Map<string, Delivery>(),
  };
  const later = new Map<string, Delivery>();
  const all = [...Object.values(lanes), later];
  let nextDue = Number.POSITIVE_INFINITY;
  /** No broadcast expires before it (ms): a row of a thousand is not asked each time. */
  let nextExpiry = Number.POSITIVE_INFINITY;

  function file(row: Delivery, now: Date): void {
    drop(row.id);
    const due = row.notBefore === undefined ? 0 : Date.parse(row.notBefore);
    // An expired row is due at once, to be marked as expired.
    if (due <= now.getTime() || isOver(row, now)) {
      lanes[laneOf(row)].set(row.id, row);
      if (row.kind === "broadcast" && row.expires !== undefined)
        nextExpiry = Math.min(nextExpiry, Date.parse(row.expires));
      return;
    }
    later.set(row.id, row);
    nextDue = Math.min(nextDue, due, row.expires === undefined ? due : Date.parse(row.expires));
  }

  function drop(id: string): Delivery | undefined {
    for (const lane of all) {
      const row = lane.get(id);
      if (row && lane.delete(id)) return row;
    }
    return undefined;
  }

  function freeIn(lane: ReadonlyMap<string, Delivery>, busy: ReadonlySet<string>): Delivery | undefined {
    let looked = 0;
    for (const row of lane.values()) {
      if (!busy.has(recipientOf(row))) return row;
      if (++looked === FAR_ENOUGH) return undefined;
    }
    return undefined;
  }

  function* waiting(): Iterable<Delivery> {
    yield* lanes.notice.values();
    yield* later.values();
  }

  return {
    file,
    drop,
    has: (id) => all.some((lane) => lane.has(id)),
    promote(now) {
      if (now.getTime() < nextDue) return;
      nextDue = Number.POSITIVE_INFINITY;
      for (const row of [...later.values()]) file(row, now);
    },
    nextDue: () => nextDue,
    firstFree: (busy) =>
      freeIn(lanes.urgent, busy) ?? freeIn(lanes.answer, busy) ?? freeIn(lanes.notice, busy),
    noticesForOfficers: () => all.flatMap((lane) => [...lane.values()].filter(({ to }) => "officer" in to)),
    firstBroadcast(severe, busy) {
      for (const row of lanes.broadcast.values())
        if ((row.severe === true) === severe && !busy.has(recipientOf(row))) return row;
      return undefined;
    },
    overBroadcast(now) {
      if (now.getTime() < nextExpiry) return undefined;
      nextExpiry = Number.POSITIVE_INFINITY;
      for (const row of lanes.broadcast.values()) {
        if (isOver(row, now)) {
          nextExpiry = now.getTime();
          return row;
        }
        if (row.expires !== undefined) nextExpiry = Math.min(nextExpiry, Date.parse(row.expires));
      }
      return undefined;
    },
    nextExpiry: () => (lanes.broadcast.size === 0 ? Number.POSITIVE_INFINITY : nextExpiry),
    broadcastKinds() {
      const kinds = new Set<boolean>();
      for (const { severe } of lanes.broadcast.values()) if (kinds.add(severe === true).size === 2) break;
      return kinds;
    },
    takeBroadcasts() {
      const rows = [...lanes.broadcast.values()];
      lanes.broadcast.clear();
      return rows;
    },
    takeNoticesFor(row) {
      const found: Delivery[] = [];
      let looked = 0;
      // An officer who hears now hears all that waits, also what was put off until a shift that chat has changed.
      const takesAll = row.brief !== undefined || row.paced !== undefined;
      for (const other of takesAll ? waiting() : mayJoin(row) ? lanes.notice.values() : []) {
        const isFor = other.channel === row.channel && recipientOf(other) === recipientOf(row);
        if (isFor && goesWith(other, row)) found.push(other);
        if (takesAll) continue;
        if (found.length === MOST_MERGED - 1 || ++looked === FAR_ENOUGH) break;
      }
      for (const { id } of found) drop(id);
      return found;
    },
    sizes: () => ({
      answers: lanes.urgent.size + lanes.answer.size,
      notices: lanes.notice.size,
      broadcasts: lanes.broadcast.size,
      later: later.size,
    }),
  };
}

function laneOf({ kind, severe }: Delivery): "urgent" | Delivery["kind"] {
  return severe && kind !== "broadcast" ? "urgent" : kind;
}

/** Urgent notices go alone, so that they are seen and can be quoted. */
function mayJoin({ kind, severe, alone, attachments, pictureOf, expires }: Delivery): boolean {
  const isApart = severe || alone || attachments || pictureOf;
  return kind === "notice" && !isApart && expires === undefined;
}

/** With a brief goes what is paced, though it is not due; else like with like, so that nothing paced comes before its time. */
function goesWith(other: Delivery, row: Delivery): boolean {
  if (row.brief) return other.paced !== undefined && other.report !== undefined;
  return mayJoin(other) && (other.paced === undefined) === (row.paced === undefined);
}

/** Key of the row's recipient: ids are unique over persons, officers and groups. */
export function recipientOf({ to }: Pick<Delivery, "to">): string {
  if ("person" in to) return to.person;
  return "officer" in to ? to.officer : to.group;
}
