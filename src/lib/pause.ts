import QuickLRU from "quick-lru";

/** Lets the same thing happen once in a while; the longest unseen keys are forgotten first. */
export interface Pause {
  /** True where the last pause of this key is over: another one begins now. */
  begin(key: string, now: Date): boolean;
}

/** `ms`: how long a pause lasts. */
export function createPause(ms: number, remembered = 20_000): Pause {
  const begun = new QuickLRU<string, number>({ maxSize: remembered });
  return {
    begin(key, now) {
      const at = now.getTime();
      if (at - (begun.get(key) ?? Number.NEGATIVE_INFINITY) < ms) return false;
      begun.set(key, at);
      return true;
    },
  };
}
