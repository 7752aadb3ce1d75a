/** Remembers that something was seen, up to a number of things: the oldest are forgotten first. */
export function createRecent(limit: number): { add(key: string): boolean } {
  const keys = new Set<string>();
  return {
    /** True where it is new. */
    add(key) {
      if (keys.has(key)) return false;
      keys.add(key);
      if (keys.size > limit) for (const oldest of keys) if (keys.delete(oldest)) break;
      return true;
    },
  };
}
