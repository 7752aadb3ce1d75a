import QuickLRU from "quick-lru";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Messages and characters of one person that are kept in a day; far above what anyone has to say. */
const MESSAGES_A_DAY = 500;
const CHARACTERS_A_DAY = 100_000;
/** Of what one person may begin in a minute, so many times as much in an hour. */
const HOURLY = 2;
const REMEMBERED = 50_000;

/**
 * `answer` as usual; `tell` once that all is kept; `keep` without an answer; `full` once, where the day's quota is used
 * up; `danger-only` after that, a few times a minute: it is still looked at for danger; else `drop`.
 */
export type FloodVerdict = "answer" | "tell" | "keep" | "full" | "danger-only" | "drop";

/** How much one account is heard and answered. In memory: a restart forgives. */
export interface Flood {
  /** Asked of each message before anything is made of it. `length`: of its text, in characters. */
  verdict(person: string, length: number, now: Date): FloodVerdict;
  /** Whether this person may begin another report within the hour. */
  mayBegin(person: string, now: Date): boolean;
  /** A report was begun. */
  began(person: string, now: Date): void;
}

interface Account {
  readonly day: number;
  messages: number;
  characters: number;
  recent: number[];
  begun: number[];
  isTold: boolean;
  isFull: boolean;
}

/** Limits what one person is answered and begins; what is kept of them only past the day's quota. */
export function createFlood(perMinute: number): Flood {
  const accounts = new QuickLRU<string, Account>({ maxSize: REMEMBERED });

  function accountOf(person: string, at: number): Account {
    const day = Math.floor(at / DAY);
    const known = accounts.get(person);
    if (known?.day === day) return known;
    const { recent = [], begun = [] } = known ?? {};
    const fresh = { day, messages: 0, characters: 0, recent, begun, isTold: false, isFull: false };
    accounts.set(person, fresh);
    return fresh;
  }

  return {
    verdict(person, length, now) {
      const at = now.getTime();
      const account = accountOf(person, at);
      account.recent = account.recent.filter((t) => at - t < MINUTE).slice(-2 * perMinute);
      account.recent.push(at);
      const isPast = account.messages >= MESSAGES_A_DAY || account.characters >= CHARACTERS_A_DAY;
      if (isPast && account.isFull) return account.recent.length <= perMinute ? "danger-only" : "drop";
      if (isPast) {
        account.isFull = true;
        return "full";
      }
      account.messages++;
      account.characters += length;
      if (account.recent.length <= perMinute) {
        account.isTold = false;
        return "answer";
      }
      if (account.isTold) return "keep";
      account.isTold = true;
      return "tell";
    },
    mayBegin(person, now) {
      const at = now.getTime();
      const account = accountOf(person, at);
      account.begun = account.begun.filter((t) => at - t < HOUR);
      const ofLastMinute = account.begun.filter((t) => at - t < MINUTE).length;
      return ofLastMinute < perMinute && account.begun.length < HOURLY * perMinute;
    },
    began(person, now) {
      accountOf(person, now.getTime()).begun.push(now.getTime());
    },
  };
}
