import QuickLRU from "quick-lru";

/** What one report takes of its reporter in a day: a further report begins after it. */
const ENTRIES = 100;
const CHARACTERS = 20_000;
const DAY = 24 * 60 * 60_000;
const REMEMBERED = 20_000;

/** Counts what a report took today. In memory: a restart forgets. */
export function createDayLimit() {
  const counted = new QuickLRU<string, { day: number; entries: number; characters: number }>({
    maxSize: REMEMBERED,
  });
  const dayOf = (now: Date) => Math.floor(now.getTime() / DAY);
  return {
    /** Whether the report (by its id) takes nothing more today. */
    isFull(report: string, now: Date): boolean {
      const taken = counted.get(report);
      return taken?.day === dayOf(now) && (taken.entries >= ENTRIES || taken.characters >= CHARACTERS);
    },
    took(report: string, characters: number, now: Date): void {
      const before = counted.get(report);
      const today = before?.day === dayOf(now) ? before : { day: dayOf(now), entries: 0, characters: 0 };
      counted.set(report, {
        ...today,
        entries: today.entries + 1,
        characters: today.characters + characters,
      });
    },
  };
}
