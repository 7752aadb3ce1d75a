import QuickLRU from "quick-lru";

/** Remembers that something was seen, `limit` things at least: the oldest are forgotten first. */
export function createRecent(limit: number): { add(key: string): boolean } {
  const keys = new QuickLRU<string, true>({ maxSize: limit });
  return {
    /** True where it is new. */
    add(key) {
      if (keys.has(key)) return false;
      keys.set(key, true);
      return true;
    },
  };
}
