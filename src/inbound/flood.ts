import QuickLRU from "quick-lru";
import type { PersonId } from "../domain/people.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** Kept messages of one person a day; far above what anyone has to say. */
const DAILY_QUOTA = 500;
const REMEMBERED = 50_000;

/** `answer` as usual; `tell` once that all is kept; `keep` without an answer; `drop` past the daily quota. */
export type FloodVerdict = "answer" | "tell" | "keep" | "drop";

/** Limits what one person is answered, never (up to the quota) what is kept of him. In memory: a restart forgives. */
export function createFlood(perMinute: number): (person: PersonId, now: Date) => FloodVerdict {
  const people = new QuickLRU<PersonId, { day: number; today: number; recent: number[]; told: boolean }>({
    maxSize: REMEMBERED,
  });
  return (person, now) => {
    const at = now.getTime();
    const day = Math.floor(at / DAY);
    const known = people.get(person);
    const one = known?.day === day ? known : { day, today: 0, recent: known?.recent ?? [], told: false };
    people.set(person, one);
    one.recent = one.recent.filter((t) => at - t < MINUTE);
    one.recent.push(at);
    one.today++;
    if (one.today > DAILY_QUOTA) return "drop";
    if (one.recent.length <= perMinute) {
      one.told = false;
      return "answer";
    }
    if (one.told) return "keep";
    one.told = true;
    return "tell";
  };
}
