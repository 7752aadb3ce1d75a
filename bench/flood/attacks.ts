/** Texts that a pattern, a search or a cut may be slow on; each as long as it is asked for. */
const parts = [
  // Overlapping quantifiers: 25 seconds for everybody, once.
  "警察跟跟跟跟跟跟跟跟跟跟跟跟",
  "1-",
  "[[[[((((",
  "三路街巷村寨",
  "a-",
  " \n\t",
  "[捂",
  "/看",
  "<a",
  "R2611-",
] as const;

export function attackText(n: number, length: number): string {
  const part = parts[n % parts.length] ?? parts[0];
  return part.repeat(Math.ceil(length / part.length)).slice(0, length);
}
