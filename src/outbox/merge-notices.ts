/**
 * Several notices as one message, in their order: first lines whose rest is the same stand above that rest, so that
 * ten new reports are a list and one line of what to do.
 */
export function mergeNotices(texts: readonly string[]): string {
  const [only, ...more] = texts;
  if (only !== undefined && more.length === 0) return only;
  const headsOf = new Map<string, string[]>();
  for (const text of texts) {
    const [head = "", ...rest] = text.split("\n");
    const tail = rest.join("\n");
    headsOf.set(tail, [...(headsOf.get(tail) ?? []), head]);
  }
  return [...headsOf].flatMap(([tail, heads]) => (tail ? [...heads, tail] : heads)).join("\n");
}
