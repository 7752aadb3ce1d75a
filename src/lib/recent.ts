import QuickLRU from "quick-lru";

/** Remembers at least the last `limit` keys that were seen. */
export function createRecent(limit: number): { add(key: string): boolean } {
  const keys = new QuickLRU<string, true>({ maxSize: limit });
  return {
    /** True if the key is new. */
    add(key) {
      if (keys.has(key)) return false;
      keys.set(key, true);
      return true;
    },
  };
}
