/** The characters of a text and its pairs of neighbours, each once, as numbers. Two that share a number cost a look at the text. */
export function gramsOf(text: string): number[] {
  const grams = new Set<number>();
  let last = -1;
  for (const char of text) {
    const code = char.codePointAt(0) as number;
    grams.add(code);
    if (last >= 0) grams.add(pair(last, code));
    last = code;
  }
  return [...grams];
}

/** Negative, so that no pair is taken for a character. */
function pair(a: number, b: number): number {
  return (Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b)) | 0x8000_0000;
}
