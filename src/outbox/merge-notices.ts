/**
 * Joins notices into one message. Notices that differ only in their first line share the rest: ten new reports become
 * ten lines and one line that says what to do.
 */
export function mergeNotices(texts: readonly string[]): string {
  const [only, ...more] = texts;
  if (only !== undefined && more.length === 0) return only;
  const headsByRest = new Map<string, string[]>();
  for (const text of texts) {
    const [head = "", ...rest] = text.split("\n");
    const tail = rest.join("\n");
    headsByRest.set(tail, [...(headsByRest.get(tail) ?? []), head]);
  }
  return [...headsByRest].flatMap(([tail, heads]) => (tail ? [...heads, tail] : heads)).join("\n");
}
