import type { Attachment } from "../domain/reports.ts";

/** A download that is due, or under way. */
export interface Turn {
  readonly job: Attachment;
  readonly person: string;
  readonly urgent: boolean;
}

/** Downloads under way at once; of one person; and of those that failed before. */
const AT_ONCE = 8;
const OF_ONE = 2;
const RETRIES = 3;

/**
 * Which of the due downloads begin now. People take turns: whoever has the least under way comes first, and nobody has
 * more than two, so that six slow pictures of one stop nobody else's. First tries come before retries, which leave room
 * for them; urgent reports come before all others.
 */
export function nextTurns(due: readonly Turn[], underWay: readonly Turn[]): Turn[] {
  const busy = [...underWay];
  const waiting = new Set(due);
  const begun: Turn[] = [];
  const isRetry = ({ job }: Turn) => job.attempts > 0;
  while (busy.length < AT_ONCE) {
    const load = new Map<string, number>();
    for (const { person } of busy) load.set(person, (load.get(person) ?? 0) + 1);
    const loadOf = ({ person }: Turn) => load.get(person) ?? 0;
    const roomForRetry = busy.filter(isRetry).length < RETRIES;
    let best: Turn | undefined;
    for (const one of waiting) {
      if (loadOf(one) >= OF_ONE || (isRetry(one) && !roomForRetry)) continue;
      if (!best || compare(one, best, loadOf) < 0) best = one;
    }
    if (!best) break;
    waiting.delete(best);
    busy.push(best);
    begun.push(best);
  }
  return begun;
}

/** Equals stay in the order of their arrival. */
function compare(a: Turn, b: Turn, loadOf: (turn: Turn) => number): number {
  return (
    Number(b.urgent) - Number(a.urgent) ||
    Number(a.job.attempts > 0) - Number(b.job.attempts > 0) ||
    loadOf(a) - loadOf(b)
  );
}
